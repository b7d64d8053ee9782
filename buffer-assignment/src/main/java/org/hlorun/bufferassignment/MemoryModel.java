package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * What an order of one computation costs: bytes that instructions write and that become free after
 * their last reader. Values of the caller and constants are left out: no order changes them.
 */
final class MemoryModel {
  private final HloComputation computation;
  private final Map<HloInstruction, long[]> written = new HashMap<>();
  private final Map<HloInstruction, List<BufferValue>> read = new HashMap<>();
  private final Map<BufferValue, List<HloInstruction>> readers = new IdentityHashMap<>();

  MemoryModel(HloComputation computation, Dataflow dataflow, Map<HloComputation, Long> peaks) {
    this.computation = computation;
    for (HloInstruction instruction : computation.instructions()) {
      long bytes = 0;
      for (BufferValue value : dataflow.values(instruction)) {
        if (value != null && value.instruction() == instruction && isCounted(value)) {
          bytes += value.size();
        }
      }
      long inside = 0;
      for (HloComputation callee : ControlCalls.callees(instruction)) {
        inside = Math.max(inside, peaks.get(callee));
      }
      written.put(instruction, new long[] {bytes, inside});
      boolean reads = !ControlCalls.isAlias(instruction) || instruction.isRoot();
      List<BufferValue> values = reads ? operandValues(instruction, dataflow) : List.of();
      read.put(instruction, values);
      values.forEach(v -> readers.computeIfAbsent(v, key -> new ArrayList<>()).add(instruction));
    }
  }

  private boolean isCounted(BufferValue value) {
    return value.instruction().parent() == computation
        && switch (value.origin()) {
          case WRITTEN, CARRIED, BRANCHES -> true;
          case PARAMETER, CONSTANT -> false;
        };
  }

  private List<BufferValue> operandValues(HloInstruction instruction, Dataflow dataflow) {
    Set<BufferValue> found = new LinkedHashSet<>();
    for (HloInstruction operand : instruction.operands()) {
      for (BufferValue value : dataflow.values(operand)) {
        if (value != null && isCounted(value)) {
          found.add(value);
        }
      }
    }
    return new ArrayList<>(found);
  }

  /** The bytes an instruction's results take. */
  long written(HloInstruction instruction) {
    return written.get(instruction)[0];
  }

  /** The values an instruction reads, each once. */
  List<BufferValue> read(HloInstruction instruction) {
    return read.get(instruction);
  }

  /** The instructions that read a value. */
  List<HloInstruction> readers(BufferValue value) {
    return readers.getOrDefault(value, List.of());
  }

  /** The most bytes that are taken at once in an order. */
  long peak(List<HloInstruction> order) {
    Map<BufferValue, Integer> left = new IdentityHashMap<>();
    readers.forEach((value, users) -> left.put(value, users.size()));
    long now = 0;
    long peak = 0;
    for (HloInstruction instruction : order) {
      long[] bytes = written.get(instruction);
      now += bytes[0];
      peak = Math.max(peak, now + bytes[1]);
      for (BufferValue value : read.get(instruction)) {
        if (left.merge(value, -1, Integer::sum) == 0) {
          now -= value.size();
        }
      }
    }
    return peak;
  }
}
