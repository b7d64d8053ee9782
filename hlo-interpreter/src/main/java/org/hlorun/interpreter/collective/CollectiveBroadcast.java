package org.hlorun.interpreter.collective;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.literal.Zeros;

/**
 * {@code collective-broadcast}: the value of a group's first device for all of it; zeros outside of
 * every group.
 */
final class CollectiveBroadcast {
  private CollectiveBroadcast() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    if (instruction.get(Attribute.HAS_DYNAMIC_ROOT)) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "collective-broadcast with has_dynamic_root=true is not supported",
          "broadcast from the first device of each group");
    }
    LongList group = DeviceGroups.of(instruction, evaluation.device()).orElse(null);
    if (group == null) {
      return Zeros.of(instruction.shape());
    }
    Literal all =
        evaluation
            .device()
            .exchange(
                DeviceGroups.key(instruction), group, new TupleLiteral(java.util.List.of(operands)))
            .getFirst();
    return instruction.shape().isTuple() ? all : all.asTuple().element(0);
  }
}
