package org.hlorun.fusion.expand;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Arithmetic on arrays of floats of one shape, element by element. */
class FloatArithmetic {
  final InstructionBuilder builder;
  final ElementType type;
  final LongList sizes;

  /**
   * @param origin what the arithmetic stands in for
   * @param shape the shape of all arrays
   */
  FloatArithmetic(HloInstruction origin, ArrayShape shape) {
    this.builder = new InstructionBuilder(origin);
    this.type = shape.elementType();
    this.sizes = shape.dimensions();
  }

  /** A polynomial by Horner's rule, the highest coefficient first. */
  final HloInstruction polynomial(HloInstruction x, double[] coefficients) {
    HloInstruction sum = constant(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = add(multiply(sum, x), constant(coefficients[i]));
    }
    return sum;
  }

  final HloInstruction constant(double value) {
    return builder.splat(builder.scalar(type, value), sizes);
  }

  final HloInstruction function(Opcode opcode, HloInstruction x) {
    return builder.elementwise(opcode, x);
  }

  final HloInstruction add(HloInstruction a, HloInstruction b) {
    return builder.elementwise(Opcode.ADD, a, b);
  }

  final HloInstruction subtract(HloInstruction a, HloInstruction b) {
    return builder.elementwise(Opcode.SUBTRACT, a, b);
  }

  final HloInstruction multiply(HloInstruction a, HloInstruction b) {
    return builder.elementwise(Opcode.MULTIPLY, a, b);
  }

  final HloInstruction divide(HloInstruction a, HloInstruction b) {
    return builder.elementwise(Opcode.DIVIDE, a, b);
  }

  final HloInstruction negate(HloInstruction x) {
    return builder.elementwise(Opcode.NEGATE, x);
  }

  final HloInstruction less(HloInstruction a, HloInstruction b) {
    return builder.compare(ComparisonDirection.LT, a, b);
  }

  final HloInstruction equal(HloInstruction a, HloInstruction b) {
    return builder.compare(ComparisonDirection.EQ, a, b);
  }

  final HloInstruction and(HloInstruction a, HloInstruction b) {
    return builder.elementwise(Opcode.AND, a, b);
  }

  final HloInstruction select(HloInstruction condition, HloInstruction yes, HloInstruction no) {
    return builder.add(Opcode.SELECT, yes.shape(), condition, yes, no);
  }
}
