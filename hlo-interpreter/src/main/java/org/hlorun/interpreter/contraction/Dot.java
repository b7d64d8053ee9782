package org.hlorun.interpreter.contraction;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * {@code dot}: sums of products over the contracting dimensions. The operands are first converted
 * to the result's element type. {@code operand_precision} and {@code algorithm} are hints for
 * faster arithmetic, which a reference has no use for.
 */
final class Dot {
  private Dot() {}

  static Literal evaluate(HloInstruction dot, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral result = evaluation.zeros(dot);
    ElementType type = result.elementType();
    ArrayLiteral left = OperandConversion.convert(operands[0].asArray(), type, dot, evaluation);
    ArrayLiteral right = OperandConversion.convert(operands[1].asArray(), type, dot, evaluation);
    return multiply(DotDimensions.of(dot), left, right, result, evaluation);
  }

  /** The dot of two arrays of (or exactly convertible to) the result's type. */
  static ArrayLiteral multiply(
      DotDimensions dimensions,
      ArrayLiteral left,
      ArrayLiteral right,
      ArrayLiteral result,
      Evaluation evaluation) {
    ContractionEngine.run(
        dimensions.contraction(left, right), left, right, result, false, evaluation);
    return left.isPartial() || right.isPartial()
        ? result.withSizes(dimensions.resultSizes(left, right))
        : result;
  }
}
