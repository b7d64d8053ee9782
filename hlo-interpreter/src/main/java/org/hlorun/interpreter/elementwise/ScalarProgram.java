package org.hlorun.interpreter.elementwise;

import java.util.Optional;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.ir.HloComputation;

/** Scalar functions compiled to steps over registers. */
public final class ScalarProgram {
  private ScalarProgram() {}

  /** The function of a computation, if it has only scalar elementwise operations. */
  public static Optional<ScalarFunction> compile(HloComputation computation) {
    return Optional.empty();
  }
}
