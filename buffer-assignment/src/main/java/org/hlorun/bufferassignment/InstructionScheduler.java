package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/**
 * Chooses the order of instructions in every control computation: of several heuristics the one
 * with the smallest simulated peak. A module that says it is scheduled keeps its order.
 */
final class InstructionScheduler {
  private InstructionScheduler() {}

  /** The orders by computation, callees first. */
  static Map<HloComputation, List<HloInstruction>> schedule(HloModule module, Dataflow dataflow) {
    Map<HloComputation, List<HloInstruction>> orders = new java.util.LinkedHashMap<>();
    Map<HloComputation, Long> peaks = new HashMap<>();
    for (HloComputation computation : ControlCalls.controlComputations(module)) {
      MemoryModel model = new MemoryModel(computation, dataflow, peaks);
      List<HloInstruction> best = computation.instructions();
      long peak = model.peak(best);
      if (!module.isScheduled()) {
        for (List<HloInstruction> order :
            List.of(depthFirst(computation), ListScheduling.order(computation, model))) {
          long other = model.peak(order);
          if (other < peak) {
            best = order;
            peak = other;
          }
        }
      }
      peaks.put(computation, peak);
      orders.put(computation, new ArrayList<>(best));
    }
    return orders;
  }

  /** Operands right before the instruction that needs them first, as seen from the root. */
  private static List<HloInstruction> depthFirst(HloComputation computation) {
    List<HloInstruction> order = new ArrayList<>();
    Map<HloInstruction, Boolean> placed = new HashMap<>();
    List<HloInstruction> starts = new ArrayList<>(computation.instructions());
    // Parameters stay in front, where readers look for them.
    for (HloInstruction parameter : computation.parameterInstructions()) {
      visit(parameter, placed, order);
    }
    visit(computation.root(), placed, order);
    starts.forEach(start -> visit(start, placed, order));
    return order;
  }

  private static void visit(
      HloInstruction start, Map<HloInstruction, Boolean> placed, List<HloInstruction> order) {
    java.util.ArrayDeque<HloInstruction> pending = new java.util.ArrayDeque<>();
    pending.push(start);
    while (!pending.isEmpty()) {
      HloInstruction next = pending.peek();
      Boolean state = placed.putIfAbsent(next, false);
      if (state == null) {
        next.operands().reversed().forEach(operand -> push(operand, placed, pending));
        next.controlPredecessors().reversed().forEach(before -> push(before, placed, pending));
      } else {
        pending.pop();
        if (!state) {
          placed.put(next, true);
          order.add(next);
        }
      }
    }
  }

  private static void push(
      HloInstruction needed,
      Map<HloInstruction, Boolean> placed,
      java.util.ArrayDeque<HloInstruction> pending) {
    if (!placed.containsKey(needed)) {
      pending.push(needed);
    }
  }
}
