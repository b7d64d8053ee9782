package org.hlorun.conformance.kit;

import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.language.backend.Backend;

/** The back end {@code cpu}: one case in so many of every operation and type. */
class CpuConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return Runs.backend("cpu");
  }

  @Override
  protected Selection selection() {
    return Selection.oneIn(Integer.getInteger("hlo.conformance.every", 32));
  }
}
