package org.hlorun.language.printer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * The order in which computations are printed: callees before callers, depth first from the
 * computations that nobody calls.
 */
final class ComputationOrder {
  private final Set<HloComputation> visited = new HashSet<>();
  private final List<HloComputation> order = new ArrayList<>();

  private record Visit(HloComputation computation, Iterator<HloComputation> callees) {}

  private ComputationOrder() {}

  static List<HloComputation> of(HloModule module) {
    Set<HloComputation> called = new HashSet<>();
    for (HloComputation computation : module.computations()) {
      called.addAll(callees(computation));
    }
    ComputationOrder traversal = new ComputationOrder();
    for (HloComputation computation : module.computations()) {
      if (!called.contains(computation)) {
        traversal.visit(computation);
      }
    }
    // Only computations that call each other in a circle, which the verifier refuses, are left.
    module.computations().forEach(traversal::visit);
    return traversal.order;
  }

  private void visit(HloComputation start) {
    Deque<Visit> stack = new ArrayDeque<>();
    enter(start, stack);
    while (!stack.isEmpty()) {
      Visit top = stack.getLast();
      if (top.callees().hasNext()) {
        enter(top.callees().next(), stack);
      } else {
        order.add(stack.removeLast().computation());
      }
    }
  }

  private void enter(HloComputation computation, Deque<Visit> stack) {
    if (visited.add(computation)) {
      stack.addLast(new Visit(computation, callees(computation).iterator()));
    }
  }

  private static List<HloComputation> callees(HloComputation computation) {
    List<HloComputation> callees = new ArrayList<>();
    for (HloInstruction instruction : computation.instructions()) {
      List<HloComputation> called = instruction.calledComputations();
      // A loop's body comes first, although its condition does in the text.
      callees.addAll(instruction.opcode() == Opcode.WHILE ? called.reversed() : called);
    }
    return callees;
  }
}
