package org.hlorun.interpreter.contraction;

import org.hlorun.interpreter.elementwise.ArrayConversion;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/** Brings operands to the element type of a contraction's result, in which it multiplies. */
final class OperandConversion {
  private OperandConversion() {}

  /**
   * The operand itself if reading its elements gives the converted values, else a converted copy.
   *
   * @param instruction the contraction, which the copy's memory is counted for
   */
  static ArrayLiteral convert(
      ArrayLiteral operand, ElementType type, HloInstruction instruction, Evaluation evaluation) {
    if (isExact(operand.elementType(), type)) {
      return operand;
    }
    return ArrayConversion.convert(operand, type, instruction, evaluation);
  }

  /** Whether every value of a type is one of the other type as well. */
  private static boolean isExact(ElementType from, ElementType to) {
    if (from == to) {
      return true;
    }
    ElementType component = to.componentType();
    if (component == ElementType.F32 || component == ElementType.F64) {
      boolean wide = component == ElementType.F64;
      return switch (from.kind()) {
        case PRED -> true;
        case SIGNED, UNSIGNED -> from.bitWidth() <= (wide ? 32 : 16);
        case FLOAT -> from.bitWidth() <= component.bitWidth();
        case COMPLEX -> to.isComplex() && from.bitWidth() < to.bitWidth();
      };
    }
    boolean fromInteger = from.isPred() || from.isInteger();
    return fromInteger
        && to.isInteger()
        && from.bitWidth() < to.bitWidth()
        && !(from.isSigned() && to.isUnsigned());
  }
}
