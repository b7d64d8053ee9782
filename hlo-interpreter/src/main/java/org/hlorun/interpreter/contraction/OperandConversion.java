package org.hlorun.interpreter.contraction;

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
    ArrayLiteral converted =
        evaluation.allocate(instruction, operand.shape().withElementType(type));
    evaluation.parallel(
        operand.elementCount(),
        1 << 14,
        (start, end) -> {
          for (long i = start; i < end; i++) {
            convertElement(operand, converted, i);
          }
        });
    return operand.isPartial() ? converted.withSizes(operand.sizes()) : converted;
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

  /** {@code convert} on one element: rounds, truncates toward zero and saturates, or wraps. */
  private static void convertElement(ArrayLiteral source, ArrayLiteral target, long i) {
    ElementType from = source.elementType();
    ElementType to = target.elementType();
    boolean fromInteger = from.isPred() || from.isInteger();
    if (to.isComplex()) {
      target.setComplex(i, source.getDouble(i), source.getImaginary(i));
    } else if (to.isPred()) {
      target.setLong(i, fromInteger ? source.getLong(i) : source.getDouble(i) == 0 ? 0 : 1);
    } else if (fromInteger && from != ElementType.U64) {
      target.setLong(i, source.getLong(i));
    } else if (fromInteger && to.isInteger()) {
      target.setLong(i, source.getLong(i));
    } else if (to.isInteger()) {
      target.setLong(i, saturate(source.getDouble(i), to));
    } else {
      target.setDouble(i, source.getDouble(i));
    }
  }

  private static long saturate(double value, ElementType type) {
    if (type == ElementType.U64 && value >= 0x1p63) {
      return value >= 0x1p64 ? -1L : (long) (value - 0x1p63) + Long.MIN_VALUE;
    }
    long whole = (long) value;
    return type == ElementType.U64
        ? Math.max(0, whole)
        : Math.clamp(whole, type.minInteger(), type.maxInteger());
  }
}
