package org.hlorun.conformance.kit;

import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.language.backend.Backend;

/** The reference against itself: that it depends on nothing but the arguments. */
class InterpreterConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return Runs.backend("interpreter");
  }

  @Override
  protected Selection selection() {
    return Selection.oneIn(Integer.getInteger("hlo.conformance.every", 64));
  }
}
