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
      // NaN has no place in the order of numbers: their bits are ordered, up to the sign of NaN.
      attributes = attributes.with(Attribute.COMPARISON_TYPE, ComparisonType.TOTALORDER);
      left = body.add(Opcode.ABS, range, Attributes.none(), left);
      right = body.add(Opcode.ABS, range, Attributes.none(), right);
    }
    Value before = body.add(Opcode.COMPARE, Range.integers(1), attributes, left, right);
    body.computation.setRoot(before.instruction());
    return body.computation;
  }
}
