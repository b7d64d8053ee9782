package org.hlorun.conformance.generator;

import java.util.List;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/** Computations that order elements. */
final class Comparators {
  private Comparators() {}

  /** A strict weak order of the first of some values: up, or down. */
  static HloComputation of(Draft draft, List<Value> operands) {
    Body body = new Body(draft, "comparator", 9);
    Value left = null;
    Value right = null;
    for (Value operand : operands) {
      ArrayShape scalar = ArrayShape.scalar(operand.type());
      Value one = body.parameter(scalar, operand.ranges());
      Value other = body.parameter(scalar, operand.ranges());
      left = left == null ? one : left;
      right = right == null ? other : right;
    }
    Attributes attributes =
        Attributes.of(
            Attribute.DIRECTION, body.draw.of(ComparisonDirection.LT, ComparisonDirection.GT));
    Range range = operands.getFirst().range();
    if (left.type().isFloat() && !range.isExact()) {
      attributes = attributes.with(Attribute.COMPARISON_TYPE, ComparisonType.TOTALORDER);
      left = magnitude(body, range, left);
      right = magnitude(body, range, right);
    }
    Value before = body.add(Opcode.COMPARE, Range.integers(1), attributes, left, right);
    body.computation.setRoot(before.instruction());
    return body.computation;
  }

  /**
   * The magnitude of a number, and one for every NaN, as NaNs have no place in the order of numbers
   * and nobody promises their bits.
   */
  private static Value magnitude(Body body, Range range, Value value) {
    Value magnitude = body.add(Opcode.ABS, range, Attributes.none(), value);
    Attributes equal = Attributes.of(Attribute.DIRECTION, ComparisonDirection.EQ);
    Value isNumber = body.add(Opcode.COMPARE, Range.integers(1), equal, value, value);
    Value one = body.scalar(value.type(), 1);
    return body.add(Opcode.SELECT, range, Attributes.none(), isNumber, magnitude, one);
  }
}
