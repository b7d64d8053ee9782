package org.hlorun.gpu;

import org.hlorun.conformance.kit.BackendConformance;
import org.hlorun.conformance.kit.Selection;
import org.hlorun.language.backend.Backend;

/** The back end {@code ptx-emulator}: a small part of all operations and types. */
class EmulatorConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new EmulatorBackend();
  }

  @Override
  protected Selection selection() {
    return Selection.oneIn(Integer.getInteger("hlo.conformance.every", 200));
  }
}
