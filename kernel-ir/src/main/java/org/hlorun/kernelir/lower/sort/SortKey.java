package org.hlorun.kernelir.lower.sort;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.NarrowFloatCode;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * What a comparator orders by, if it compares the same function of two elements of one operand of
 * {@code sort} by less or greater.
 *
 * @param operand the operand
 * @param side the function: an instruction of the comparator; null = the element itself
 * @param type the type of the function
 * @param descending whether greater ones come first
 * @param total whether NaNs and the sign of zeros count
 */
record SortKey(
    int operand, HloInstruction side, ElementType type, boolean descending, boolean total) {
  private static final Set<Opcode> FUNCTIONS =
      EnumSet.of(
          Opcode.PARAMETER,
          Opcode.CONSTANT,
          Opcode.SELECT,
          Opcode.COMPARE,
          Opcode.CONVERT,
          Opcode.BITCAST_CONVERT,
          Opcode.NEGATE,
          Opcode.ABS,
          Opcode.NOT,
          Opcode.AND,
          Opcode.OR,
          Opcode.XOR,
          Opcode.ADD,
          Opcode.SUBTRACT,
          Opcode.MULTIPLY);

  /** The key of a comparator; null if it has none. */
  static SortKey of(HloComputation comparator) {
    HloInstruction compare = comparator.root();
    if (compare.opcode() != Opcode.COMPARE) {
      return null;
    }
    HloInstruction lhs = compare.operand(0);
    HloInstruction rhs = compare.operand(1);
    long left = parameter(lhs);
    long right = parameter(rhs);
    ElementType type = lhs.shape().asArray().elementType();
    ComparisonDirection direction = compare.get(Attribute.DIRECTION);
    boolean strict = direction == ComparisonDirection.LT || direction == ComparisonDirection.GT;
    if (left < 0
        || (left ^ 1) != right
        || !strict
        || type.isComplex()
        || NarrowFloatCode.covers(type)) {
      return null;
    }
    boolean total =
        !type.isFloat()
            || compare.find(Attribute.COMPARISON_TYPE).orElse(null) == ComparisonType.TOTALORDER;
    boolean swapped = left % 2 == 1;
    boolean descending = (direction == ComparisonDirection.GT) != swapped;
    return isSameFunction(lhs, rhs)
        ? new SortKey((int) (left / 2), lhs, type, descending, total)
        : null;
  }

  /** The only parameter that a scalar depends on; -1 if there are more, or none, or no code. */
  private static long parameter(HloInstruction value) {
    if (!FUNCTIONS.contains(value.opcode())
        || !value.shape().isArray()
        || value.shape().asArray().rank() > 0) {
      return -1;
    }
    if (value.opcode() == Opcode.PARAMETER) {
      return value.get(Attribute.PARAMETER_NUMBER);
    }
    long found = -1;
    for (HloInstruction operand : value.operands()) {
      if (operand.opcode() != Opcode.CONSTANT) {
        long number = parameter(operand);
        if (number < 0 || (found >= 0 && number != found)) {
          return -1;
        }
        found = number;
      }
    }
    return found;
  }

  private static boolean isSameFunction(HloInstruction a, HloInstruction b) {
    boolean same =
        a.opcode() == b.opcode()
            && a.shape().equals(b.shape())
            && a.operandCount() == b.operandCount()
            && a.find(Attribute.VALUE).equals(b.find(Attribute.VALUE))
            && a.find(Attribute.DIRECTION).equals(b.find(Attribute.DIRECTION))
            && a.find(Attribute.COMPARISON_TYPE).equals(b.find(Attribute.COMPARISON_TYPE));
    for (int i = 0; same && i < a.operandCount(); i++) {
      same = isSameFunction(a.operand(i), b.operand(i));
    }
    return same;
  }

  /** Whether a record comes before another by the bits of their keys. */
  Value isBefore(ElementGenerator elements, List<Element> a, List<Element> b) {
    return elements
        .builder()
        .compare(Predicate.ULT, bits(elements, a.get(operand)), bits(elements, b.get(operand)));
  }

  /** Whether some keys have no place in the order, so that only the comparator itself decides. */
  boolean mayBeUnordered() {
    return !total;
  }

  /** The function of an element of the operand. */
  Value value(ElementGenerator elements, Element element) {
    return side == null ? element.real() : evaluate(elements, side, element).real();
  }

  private static Element evaluate(
      ElementGenerator elements, HloInstruction function, Element element) {
    return switch (function.opcode()) {
      case PARAMETER -> element;
      case CONSTANT -> elements.element(function, MultiIndex.SCALAR, null);
      default ->
          elements
              .elementwise()
              .emit(
                  function,
                  function.operands().stream()
                      .map(operand -> evaluate(elements, operand, element))
                      .toList());
    };
  }

  /** The function's value as an unsigned integer of the same order. */
  Value bits(ElementGenerator elements, Element element) {
    KernelBuilder builder = elements.builder();
    Value value = value(elements, element);
    if (!total) {
      Value zero = builder.real(value.type(), 0);
      value = builder.select(builder.compare(Predicate.OEQ, value, zero), zero, value);
    }
    Value stored = elements.numbers().encode(type, value);
    ScalarType integer = stored.type().integer();
    Value bits = builder.cast(CastKind.BITS, integer, stored);
    Value sign = builder.integer(integer, 1L << (integer.bits() - 1));
    Value ordered = bits;
    if (type.isFloat()) {
      Value width = builder.integer(integer, integer.bits() - 1L);
      Value negative = builder.binary(BinaryKind.ASHR, bits, width);
      ordered = builder.binary(BinaryKind.XOR, bits, builder.binary(BinaryKind.OR, negative, sign));
    } else if (type.isSigned()) {
      ordered = builder.binary(BinaryKind.XOR, bits, sign);
    }
    return descending
        ? builder.binary(BinaryKind.XOR, ordered, builder.integer(integer, -1))
        : ordered;
  }
}
