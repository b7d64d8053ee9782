package org.hlorun.language.stablehlo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * The functions that give the values of a process's infeeds, one after the other: how tests say
 * what a host would feed in. An infeed becomes a call of the next function.
 */
final class InfeedFunctions {
  private final Deque<String> names;
  private final int depth;

  /**
   * @param names the functions in order
   * @param depth how deep computations nest in the body of the process, where infeeds run once each
   *     and in order
   */
  InfeedFunctions(List<String> names, int depth) {
    this.names = new ArrayDeque<>(names);
    this.depth = depth;
  }

  /** The values of an infeed, and then its token. */
  List<HloInstruction> call(Op op) {
    FunctionImporter importer = op.scope().importer();
    if (importer.depth() != depth) {
      throw op.error(
          DiagnosticCode.UNSUPPORTED,
          "inside of a region or another function cannot be fed by functions",
          "move it to the function that interpreter.run_parallel names");
    }
    if (names.isEmpty()) {
      throw op.error(
          DiagnosticCode.DEADLOCK,
          "waits for more values than there are functions in the attribute infeed",
          null);
    }
    String name = names.removeFirst();
    int count = importer.resultCount(op, name);
    HloInstruction call =
        op.builder()
            .add(
                Opcode.CALL,
                List.of(),
                Attributes.of(Attribute.TO_APPLY, importer.callee(op, name, List.of())));
    List<HloInstruction> results = new ArrayList<>(op.builder().unpack(call, count));
    results.add(op.operand(0));
    return results;
  }
}
