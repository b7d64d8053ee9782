package org.hlorun.interpreter.contraction;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * {@code ragged-dot}: a dot whose left operand has a dimension that falls into groups of given
 * sizes. With batch dimensions {@code b}, free dimensions {@code m} and {@code n}, contracting
 * dimensions {@code k} and groups {@code g}:
 *
 * <ul>
 *   <li>a free dimension is ragged: {@code [b,m,k], [g,b,k,n] -> [b,m,n]}; a row is multiplied with
 *       its group's right operand, rows behind the last group are zero;
 *   <li>a contracting dimension is ragged: {@code [b,m,k], [b,k,n] -> [g,b,m,n]}; every group sums
 *       over its own range;
 *   <li>a batch dimension is ragged: {@code [b,m,k], [b,k,n] -> [b,m,n]}, an ordinary dot.
 * </ul>
 *
 * <p>Group sizes may depend on the batch dimensions and on the dimensions of the ragged one's kind
 * that come before it.
 */
final class RaggedDot {
  private RaggedDot() {}

  static Literal evaluate(HloInstruction dot, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral result = evaluation.zeros(dot);
    ElementType type = result.elementType();
    ArrayLiteral left = OperandConversion.convert(operands[0].asArray(), type, dot, evaluation);
    ArrayLiteral right = OperandConversion.convert(operands[1].asArray(), type, dot, evaluation);
    DotDimensions dimensions = DotDimensions.of(dot);
    int ragged = dot.get(Attribute.LHS_RAGGED_DIMS).getInt(0);
    if (dimensions.leftBatch().contains(ragged)) {
      return Dot.multiply(dimensions, left, right, result, evaluation);
    }
    RaggedGroups groups = new RaggedGroups(operands[2].asArray(), left.shape().dimension(ragged));
    if (dimensions.leftContracting().contains(ragged)) {
      Contraction contraction = RaggedDepth.contraction(dimensions, left, right, ragged, groups);
      ContractionEngine.run(contraction, left, right, result, false, evaluation);
    } else {
      int groupDimension = dot.get(Attribute.RHS_GROUP_DIMS).getInt(0);
      new RaggedRows(dimensions, left, right, ragged, groupDimension, groups)
          .multiply(result, evaluation);
    }
    return result;
  }
}
