package org.hlorun.bufferassignment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/** The order in which the instructions of every control computation run. */
public final class Schedule {
  private final Map<HloComputation, List<HloInstruction>> orders;

  Schedule(Map<HloComputation, List<HloInstruction>> orders) {
    Map<HloComputation, List<HloInstruction>> copies = new LinkedHashMap<>();
    orders.forEach((computation, order) -> copies.put(computation, List.copyOf(order)));
    this.orders = copies;
  }

  /** The computations that have buffers of their own, callees before callers. */
  public Set<HloComputation> computations() {
    return java.util.Collections.unmodifiableSet(orders.keySet());
  }

  /**
   * All instructions of a control computation in the order they run.
   *
   * @throws IllegalArgumentException if it runs only inside an instruction
   */
  public List<HloInstruction> order(HloComputation computation) {
    List<HloInstruction> order = orders.get(computation);
    if (order == null) {
      throw new IllegalArgumentException(computation.name() + " is no control computation");
    }
    return order;
  }
}
