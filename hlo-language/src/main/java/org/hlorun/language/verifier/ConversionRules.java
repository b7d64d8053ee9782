package org.hlorun.language.verifier;

import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** Elementwise operations whose element types or attributes need more than shape inference. */
final class ConversionRules {
  private ConversionRules() {}

  /** The shape of operand {@code index}, which must be an array. */
  static ArrayShape operand(HloInstruction instruction, int index) {
    Shape shape = instruction.operand(index).shape();
    return shape instanceof ArrayShape array
        ? array
        : array(shape, "operand %d of %s".formatted(index, instruction.opcode()));
  }

  static ArrayShape array(Shape shape, String role) {
    if (shape instanceof ArrayShape array) {
      return array;
    }
    throw Violation.of(
        Invariant.OPERANDS, "Expected array argument for %s, but got %s.", role, shape);
  }

  /** The shape of the result, which must be an array. */
  static ArrayShape result(HloInstruction instruction) {
    if (instruction.shape() instanceof ArrayShape array) {
      return array;
    }
    throw Violation.of(
        Invariant.RESULT,
        "The result of %s must be an array, but is %s",
        instruction.opcode(),
        instruction.shape());
  }

  /** Same dimensions, any element types. */
  static void convert(HloInstruction instruction, Facts facts) {
    ArrayShape operand = operand(instruction, 0);
    OpcodeRules.expectShape(
        instruction, operand.withElementType(result(instruction).elementType()));
  }

  /** A last dimension more or less makes up for the ratio of the widths. */
  static void bitcastConvert(HloInstruction instruction, Facts facts) {
    ArrayShape operand = operand(instruction, 0);
    ElementType from = operand.elementType();
    ElementType to = result(instruction).elementType();
    Violation.unless(
        from.isComplex() == to.isComplex(),
        Invariant.OPERANDS,
        "Conversion between complex and real type %s => %s.",
        operand,
        to);
    LongList dimensions = operand.dimensions();
    if (from.bitWidth() > to.bitWidth()) {
      checkRatio(from, to);
      dimensions = append(dimensions, from.bitWidth() / to.bitWidth());
    } else if (from.bitWidth() < to.bitWidth()) {
      checkRatio(to, from);
      long ratio = to.bitWidth() / from.bitWidth();
      int last = operand.rank() - 1;
      Violation.unless(
          last >= 0 && operand.dimension(last) == ratio,
          Invariant.OPERANDS,
          "Last dimension of input shape is not equal to ratio of bit-widths=%d for bitcast-convert"
              + " from %s to %s",
          ratio,
          operand,
          to);
      dimensions = LongList.of(java.util.Arrays.copyOf(dimensions.toArray(), last));
    }
    OpcodeRules.expectShape(instruction, ArrayShape.of(to, dimensions));
  }

  private static void checkRatio(ElementType wide, ElementType narrow) {
    Violation.unless(
        wide.bitWidth() % narrow.bitWidth() == 0,
        Invariant.OPERANDS,
        "The width of %s is not a multiple of that of %s",
        wide,
        narrow);
  }

  private static LongList append(LongList dimensions, long size) {
    Violation.unless(
        dimensions.size() < ArrayShape.MAX_RANK,
        Invariant.OPERANDS,
        "The result would have more than %d dimensions",
        ArrayShape.MAX_RANK);
    long[] result = java.util.Arrays.copyOf(dimensions.toArray(), dimensions.size() + 1);
    result[dimensions.size()] = size;
    return LongList.of(result);
  }

  /** Float operand, unsigned random bits of the same width. */
  static void stochasticConvert(HloInstruction instruction, Facts facts) {
    ArrayShape operand = operand(instruction, 0);
    ArrayShape random = operand(instruction, 1);
    Violation.unless(
        operand.elementType().isFloat(),
        Invariant.OPERANDS,
        "The operand of stochastic-convert must be floating point, but got %s",
        operand);
    Violation.unless(
        random.elementType().isUnsigned(),
        Invariant.OPERANDS,
        "Random numbers for stochastic convert must be unsigned integers, but got: %s",
        random);
    Violation.unless(
        random.elementType().bitWidth() == operand.elementType().bitWidth(),
        Invariant.OPERANDS,
        "The random number is required to have same bits as the operand. But got random bits: %d,"
            + " operand bits: %d",
        random.elementType().bitWidth(),
        operand.elementType().bitWidth());
    Violation.unless(
        random.dimensions().equals(operand.dimensions()),
        Invariant.OPERANDS,
        "Stochastic convert operand shape does not match random tensor shape: %s vs %s.",
        operand,
        random);
    OpcodeRules.expectShape(
        instruction, operand.withElementType(result(instruction).elementType()));
  }

  /** At least one exponent bit, no negative number of mantissa bits. */
  static void reducePrecision(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    long exponentBits = instruction.get(Attribute.EXPONENT_BITS);
    long mantissaBits = instruction.get(Attribute.MANTISSA_BITS);
    Violation.unless(
        exponentBits >= 1,
        Invariant.ATTRIBUTES,
        "Expected exponent_bits >= 1; got %d.",
        exponentBits);
    Violation.unless(
        mantissaBits >= 0,
        Invariant.ATTRIBUTES,
        "Expected non-negative mantissa_bits; got %d.",
        mantissaBits);
  }

  /** The type of comparison is one of the element type; complex numbers have no order. */
  static void compare(HloInstruction instruction, Facts facts) {
    OpcodeRules.inferred(instruction, facts);
    ArrayShape operand = operand(instruction, 0);
    ElementType type = operand.elementType();
    ComparisonDirection direction = instruction.get(Attribute.DIRECTION);
    Violation.unless(
        !type.isComplex()
            || direction == ComparisonDirection.EQ
            || direction == ComparisonDirection.NE,
        Invariant.OPERANDS,
        "Complex numbers can only be compared by EQ and NE; got %s of %s",
        direction,
        operand);
    if (instruction.has(Attribute.COMPARISON_TYPE)) {
      checkComparisonType(instruction.get(Attribute.COMPARISON_TYPE), operand);
    }
  }

  private static void checkComparisonType(ComparisonType actual, ArrayShape operand) {
    String expected =
        switch (operand.elementType().kind()) {
          case FLOAT -> "FLOAT or TOTALORDER";
          case COMPLEX -> "FLOAT";
          case SIGNED -> "SIGNED";
          case UNSIGNED, PRED -> "UNSIGNED";
        };
    Violation.unless(
        expected.contains(actual.text())
            && !(expected.equals("UNSIGNED") && actual == ComparisonType.SIGNED),
        Invariant.OPERANDS,
        "Expected comparison type %s. actual: %s operand: %s",
        expected,
        actual.text(),
        operand);
  }
}
