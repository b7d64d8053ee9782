package org.hlorun.interpreter.collective;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.literal.Zeros;

/**
 * {@code collective-broadcast}: the value of a group's first device for all of it; zeros outside of
 * every group. With {@code has_dynamic_root} the last operand says for each of the others which
 * member of the group it comes from, as a position in the group; it is the same on all of them.
 */
final class CollectiveBroadcast {
  private CollectiveBroadcast() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    LongList group = DeviceGroups.of(instruction, evaluation.device()).orElse(null);
    if (group == null) {
      return Zeros.of(instruction.shape());
    }
    boolean dynamicRoot = instruction.get(Attribute.HAS_DYNAMIC_ROOT);
    int values = dynamicRoot ? operands.length - 1 : operands.length;
    List<Literal> members =
        evaluation
            .device()
            .exchange(
                DeviceGroups.key(instruction),
                group,
                new TupleLiteral(List.of(operands).subList(0, values)));
    List<Literal> results = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      long root = dynamicRoot ? root(instruction, operands[values].asArray(), i, members) : 0;
      results.add(members.get((int) root).asTuple().element(i));
    }
    return instruction.shape().isTuple() ? new TupleLiteral(results) : results.getFirst();
  }

  private static long root(
      HloInstruction instruction, ArrayLiteral roots, int value, List<Literal> members) {
    boolean given = roots.elementType().isInteger() && value < roots.elementCount();
    long root = given ? roots.getLong(value) : -1;
    if (root < 0 || root >= members.size()) {
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "%s: the root of value %d is %d, but its group has %d devices"
              .formatted(instruction.name(), value, root, members.size()),
          "give integers, one for each value: positions in the replica group, counted from 0");
    }
    return root;
  }
}
