package org.hlorun.language.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computations in an order where callees stand before callers. */
final class CallOrder {
  private final Map<HloComputation, List<HloComputation>> callees = new HashMap<>();
  private final Set<HloComputation> placed = new LinkedHashSet<>();

  CallOrder(Collection<HloComputation> computations) {
    Deque<HloComputation> pending = new ArrayDeque<>();
    for (HloComputation start : computations) {
      pending.push(start);
      while (!pending.isEmpty()) {
        HloComputation next = pending.peek();
        if (callees.containsKey(next)) {
          placed.add(pending.pop());
        } else {
          List<HloComputation> called = calledBy(next);
          callees.put(next, called);
          called.reversed().stream().filter(c -> !callees.containsKey(c)).forEach(pending::push);
        }
      }
    }
  }

  List<HloComputation> computations() {
    return List.copyOf(placed);
  }

  private static List<HloComputation> calledBy(HloComputation caller) {
    Set<HloComputation> called = new LinkedHashSet<>();
    for (HloInstruction instruction : caller.instructions()) {
      called.addAll(instruction.calledComputations());
    }
    return new ArrayList<>(called);
  }
}
