package org.hlorun.interpreter.collective;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/**
 * {@code all-to-all}: device {@code i} of a group gets part {@code i} of everybody's value. The
 * parts are equal pieces of one operand along a dimension, or the operands themselves.
 */
final class AllToAll {
  private AllToAll() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    LongList group =
        DeviceGroups.of(instruction, evaluation.device())
            .orElse(LongList.of(evaluation.device().number()));
    int position = group.indexOf(evaluation.device().number());
    Literal contribution = new TupleLiteral(List.of(operands));
    List<Literal> all =
        evaluation.device().exchange(DeviceGroups.key(instruction), group, contribution);
    if (instruction.shape().isTuple()) {
      List<Literal> results = new ArrayList<>();
      for (Literal values : all) {
        results.add(values.asTuple().element(position));
      }
      return new TupleLiteral(results);
    }
    ArrayLiteral result = evaluation.allocate(instruction);
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    long size = result.shape().dimension(dimension) / group.size();
    for (int v = 0; v < all.size(); v++) {
      ArrayLiteral value = all.get(v).asTuple().element(0).asArray();
      Pieces.copy(value, position * size, result, v * size, size, dimension);
    }
    return result;
  }
}
