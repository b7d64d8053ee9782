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
import org.hlorun.language.shape.Shape;

/** {@code all-gather}: the operands of a group of devices, concatenated in the group's order. */
final class AllGather {
  private AllGather() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    return gather(instruction, instruction.shape(), operands, evaluation);
  }

  /** The start form gives the operands beside the result. */
  static Literal start(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Shape result = instruction.shape().asTuple().element(1);
    Literal first = operands.length == 1 ? operands[0] : new TupleLiteral(List.of(operands));
    return TupleLiteral.of(first, gather(instruction, result, operands, evaluation));
  }

  private static Literal gather(
      HloInstruction instruction, Shape shape, Literal[] operands, Evaluation evaluation) {
    LongList group =
        DeviceGroups.of(instruction, evaluation.device())
            .orElse(LongList.of(evaluation.device().number()));
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    List<Literal> results = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      Object key = List.of(DeviceGroups.key(instruction), i);
      List<Literal> values = evaluation.device().exchange(key, group, operands[i]);
      Shape resultShape = shape.isTuple() ? shape.asTuple().element(i) : shape;
      ArrayLiteral result = evaluation.allocate(instruction, resultShape.asArray());
      long size = operands[i].asArray().shape().dimension(dimension);
      for (int v = 0; v < values.size(); v++) {
        Pieces.copy(values.get(v).asArray(), 0, result, v * size, size, dimension);
      }
      results.add(result);
    }
    return shape.isTuple() ? new TupleLiteral(results) : results.getFirst();
  }
}
