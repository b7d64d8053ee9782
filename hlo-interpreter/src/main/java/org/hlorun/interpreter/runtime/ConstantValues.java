package org.hlorun.interpreter.runtime;

import org.hlorun.language.backend.ElidedConstants;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** The values of constants, elided ones included. */
final class ConstantValues {
  private final boolean fillElided;
  private final long seed;

  ConstantValues(boolean fillElided, long seed) {
    this.fillElided = fillElided;
    this.seed = seed;
  }

  /**
   * The value of a constant.
   *
   * @throws HloException if its value was elided from the text and is not to be made up
   */
  Literal of(HloInstruction constant) {
    if (!ElidedConstants.isElided(constant)) {
      return constant.get(Attribute.VALUE);
    }
    if (!fillElided) {
      Diagnostic diagnostic =
          Diagnostic.of(
              DiagnosticCode.ELIDED_CONSTANT,
              "the values of the constant %s were elided from the text".formatted(constant.name()),
              "dump the program with large constants printed, or have them made up"
                  + " (--fill-elided-constants, or the language's option hlo.FillElidedConstants)");
      throw new HloException(
          constant.parent().module().locate(constant).map(diagnostic::at).orElse(diagnostic));
    }
    return ElidedConstants.value(constant, seed);
  }
}
