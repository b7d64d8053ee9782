package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * Takes, of the instructions whose operands are there, always the one that frees the most bytes
 * beyond those it writes; the earlier one of equals. Time is n log n in the number of operands.
 */
final class ListScheduling {
  /** A candidate with the priority it had when it was entered. */
  private record Entry(long gain, int position, HloInstruction instruction) {}

  private final MemoryModel model;
  private final Map<HloInstruction, Integer> positions = new HashMap<>();
  private final Map<HloInstruction, Integer> waiting = new HashMap<>();
  private final Map<BufferValue, Integer> readersLeft = new IdentityHashMap<>();

  /** The sum of the positions of a value's readers that are left: of the last one, its position. */
  private final Map<BufferValue, Long> positionsLeft = new HashMap<>();

  private final Map<HloInstruction, Boolean> done = new HashMap<>();
  private final List<HloInstruction> given;
  private final PriorityQueue<Entry> ready =
      new PriorityQueue<>(
          (a, b) ->
              a.gain() != b.gain()
                  ? Long.compare(b.gain(), a.gain())
                  : Integer.compare(a.position(), b.position()));

  private ListScheduling(HloComputation computation, MemoryModel model) {
    this.model = model;
    this.given = computation.instructions();
    for (HloInstruction instruction : given) {
      positions.put(instruction, positions.size());
    }
    for (HloInstruction instruction : given) {
      for (BufferValue value : model.read(instruction)) {
        readersLeft.merge(value, 1, Integer::sum);
        positionsLeft.merge(value, (long) positions.get(instruction), Long::sum);
      }
      int needed = differentOperands(instruction);
      waiting.put(instruction, needed + instruction.controlPredecessors().size());
    }
  }

  private static int differentOperands(HloInstruction instruction) {
    List<HloInstruction> operands = instruction.operands();
    if (operands.size() == 2) {
      return operands.get(0) == operands.get(1) ? 1 : 2;
    }
    return operands.size() < 2 ? operands.size() : new HashSet<>(operands).size();
  }

  static List<HloInstruction> order(HloComputation computation, MemoryModel model) {
    return new ListScheduling(computation, model).run();
  }

  private List<HloInstruction> run() {
    List<HloInstruction> order = new ArrayList<>(given.size());
    for (HloInstruction instruction : given) {
      if (waiting.get(instruction) == 0) {
        enter(instruction);
      }
    }
    while (!ready.isEmpty()) {
      HloInstruction next = ready.poll().instruction();
      if (done.put(next, true) == null) {
        order.add(next);
        finish(next);
      }
    }
    return order;
  }

  private void enter(HloInstruction instruction) {
    long gain = -model.written(instruction);
    for (BufferValue value : model.read(instruction)) {
      if (readersLeft.get(value) == 1) {
        gain += value.size();
      }
    }
    ready.add(new Entry(gain, positions.get(instruction), instruction));
  }

  private void finish(HloInstruction instruction) {
    for (BufferValue value : model.read(instruction)) {
      int left = readersLeft.merge(value, -1, Integer::sum);
      long sum = positionsLeft.merge(value, (long) -positions.get(instruction), Long::sum);
      if (left == 1) {
        // The last reader frees this value now: it is entered again, with the higher gain.
        HloInstruction last = given.get((int) sum);
        if (waiting.get(last) == 0 && !done.containsKey(last)) {
          enter(last);
        }
      }
    }
    instruction.users().forEach(this::release);
    instruction.controlSuccessors().forEach(this::release);
  }

  private void release(HloInstruction waiter) {
    if (waiting.merge(waiter, -1, Integer::sum) == 0) {
      enter(waiter);
    }
  }
}
