package org.hlorun.interpreter.linalg;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/** Checks of element types that shape inference leaves open. */
final class ElementTypes {
  private ElementTypes() {}

  /** Fails unless an operand has a floating-point or complex type. */
  static void requireFloat(HloInstruction instruction, ArrayLiteral operand) {
    if (!operand.elementType().isFloat() && !operand.elementType().isComplex()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s %s: elements of type %s have no such operation."
              .formatted(instruction.opcode(), instruction.name(), operand.elementType()),
          "convert the operand to a floating-point or complex type");
    }
  }
}
