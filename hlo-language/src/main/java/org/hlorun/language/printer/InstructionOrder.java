package org.hlorun.language.printer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * The order in which the instructions of a computation without schedule are printed: depth first
 * from those without users, in creation order; before an instruction come its control predecessors,
 * the last one first, and then its operands.
 */
final class InstructionOrder {
  private final Set<HloInstruction> entered = new HashSet<>();
  private final Set<HloInstruction> finished = new HashSet<>();
  private final List<HloInstruction> order = new ArrayList<>();

  private InstructionOrder() {}

  static List<HloInstruction> of(HloComputation computation) {
    InstructionOrder traversal = new InstructionOrder();
    for (HloInstruction instruction : computation.instructions()) {
      if (instruction.users().isEmpty()) {
        traversal.visit(instruction);
      }
    }
    return traversal.order;
  }

  private void visit(HloInstruction start) {
    Deque<HloInstruction> stack = new ArrayDeque<>();
    stack.addLast(start);
    while (!stack.isEmpty()) {
      HloInstruction top = stack.getLast();
      if (!entered.add(top)) {
        stack.removeLast();
        if (finished.add(top)) {
          order.add(top);
        }
        continue;
      }
      for (HloInstruction operand : top.operands().reversed()) {
        stack.addLast(operand);
      }
      for (HloInstruction predecessor : top.controlPredecessors()) {
        stack.addLast(predecessor);
      }
    }
  }
}
