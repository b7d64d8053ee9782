package org.hlorun.language.backend;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;

/**
 * A value that goes into a program or comes out of it, or a part of one: what a message about it
 * calls it, and the place in the program's text. It is made for every argument of every run, so it
 * holds no text.
 *
 * @param tuple what it is an element of, or null
 * @param number of the parameter, or of the element of a tuple
 * @param instruction the parameter, or the root whose value is the result
 */
record ValuePlace(ValuePlace tuple, int number, HloInstruction instruction) {
  static ValuePlace parameter(int number, HloInstruction parameter) {
    return new ValuePlace(null, number, parameter);
  }

  static ValuePlace result(HloInstruction root) {
    return new ValuePlace(null, -1, root);
  }

  ValuePlace element(int index) {
    return new ValuePlace(this, index, instruction);
  }

  boolean isResult() {
    return tuple == null ? number < 0 : tuple.isResult();
  }

  /** How messages call it: {@code parameter 0 (x){1}}, {@code the result}. */
  String what() {
    if (tuple != null) {
      return tuple.what() + "{" + number + "}";
    }
    return number < 0 ? "the result" : Arguments.what(number, instruction);
  }

  /** A complaint that begins with what it is about. */
  HloException problem(String message, String remedy) {
    Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.ARGUMENT, what() + message, remedy);
    return new HloException(
        instruction.parent().module().locate(instruction).map(diagnostic::at).orElse(diagnostic));
  }
}
