package org.hlorun.interpreter.collective;

import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/**
 * {@code ragged-all-to-all(input, output, input_offsets, send_sizes, output_offsets, recv_sizes)}:
 * for peer {@code i} of the group, rows {@code [input_offsets[i], + send_sizes[i])} of the input go
 * to the rows of that peer's result from {@code output_offsets[i]} on. Rows that nobody sends are
 * those of {@code output}.
 */
final class RaggedAllToAll {
  private RaggedAllToAll() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    LongList group =
        DeviceGroups.of(instruction, evaluation.device())
            .orElse(LongList.of(evaluation.device().number()));
    int position = group.indexOf(evaluation.device().number());
    List<Literal> all =
        evaluation
            .device()
            .exchange(DeviceGroups.key(instruction), group, new TupleLiteral(List.of(operands)));
    ArrayLiteral result = evaluation.allocate(instruction);
    result.segment().copyFrom(operands[1].asArray().segment());
    for (Literal literal : all) {
      TupleLiteral sender = literal.asTuple();
      ArrayLiteral input = sender.element(0).asArray();
      int updates = Math.toIntExact(sender.element(2).asArray().elementCount() / group.size());
      for (int u = 0; u < updates; u++) {
        int entry = position * updates + u;
        long from = sender.element(2).asArray().getLong(entry);
        long count = sender.element(3).asArray().getLong(entry);
        long to = sender.element(4).asArray().getLong(entry);
        check("input rows", from, count, input.shape().dimension(0));
        check("output rows", to, count, result.shape().dimension(0));
        Pieces.copy(input, from, result, to, count, 0);
      }
    }
    return result;
  }

  private static void check(String what, long start, long count, long size) {
    if (start < 0 || count < 0 || start > size - count) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "ragged-all-to-all: %s [%d, %d + %d) are not in [0, %d)"
              .formatted(what, start, start, count, size),
          "correct the offsets and sizes");
    }
  }
}
