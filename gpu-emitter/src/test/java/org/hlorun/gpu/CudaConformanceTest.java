package org.hlorun.gpu;

import org.hlorun.conformance.kit.BackendConformance;
import org.hlorun.conformance.kit.Selection;
import org.hlorun.language.backend.Backend;
import org.junit.jupiter.api.condition.EnabledIf;

/** The back end {@code gpu}, on machines that have one: a part of all operations and types. */
@EnabledIf("org.hlorun.gpu.TestedBackends#hasGpu")
class CudaConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new CudaBackend();
  }

  @Override
  protected Selection selection() {
    return Selection.oneIn(Integer.getInteger("hlo.conformance.every", 20));
  }
}
