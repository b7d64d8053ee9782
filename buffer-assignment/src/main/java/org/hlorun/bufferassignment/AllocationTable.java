package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.bufferassignment.BufferClass.Home;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** Turns classes into allocations, and values into slices of them. */
final class AllocationTable {
  /** In how many results, the smallest ones that are large enough, a temporary is tried. */
  private static final int MOST_ATTEMPTS = 64;

  /** Digits of the greatest number. */
  private static final int PADDED_DIGITS = 19;

  private final Coalescing coalescing;
  private final Dataflow dataflow;
  private final List<BufferAllocation> allocations = new ArrayList<>();
  private final Map<BufferClass, BufferSlice> placed = new IdentityHashMap<>();
  private final Map<HloInstruction, BufferSlice[]> slices = new HashMap<>();
  private final List<BufferClass> temporaries = new ArrayList<>();
  private final long lowerBound;

  AllocationTable(Coalescing coalescing, Dataflow dataflow, int steps) {
    this.coalescing = coalescing;
    this.dataflow = dataflow;
    List<BufferClass> own = new ArrayList<>();
    for (BufferClass one : coalescing.classes()) {
      (one.home() == Home.TEMPORARY ? temporaries : own).add(one);
    }
    temporaries.sort((a, b) -> Integer.compare(a.start(), b.start()));
    Map<BufferClass, String> keys = new IdentityHashMap<>();
    own.forEach(one -> keys.put(one, key(one)));
    own.sort(
        (a, b) ->
            a.home() != b.home()
                ? b.home().compareTo(a.home())
                : keys.get(a).compareTo(keys.get(b)));
    for (BufferClass one : own) {
      BufferAllocation allocation = add(one.size(), one.kind());
      placed.put(one, new BufferSlice(allocation, 0, one.size()));
    }
    lodge(own);
    long arena = OffsetPlanner.place(temporaries);
    lowerBound = OffsetPlanner.lowerBound(temporaries, steps);
    if (!temporaries.isEmpty()) {
      BufferAllocation allocation = add(arena, new BufferAllocation.Temporary());
      for (BufferClass one : temporaries) {
        placed.put(one, new BufferSlice(allocation, one.offset(), one.size()));
      }
    }
  }

  /**
   * Puts temporaries into results that are not written yet when they are needed, the largest first:
   * the caller's memory is there all the time.
   */
  private void lodge(List<BufferClass> own) {
    List<BufferClass> outputs =
        own.stream()
            .filter(c -> c.home() == Home.OUTPUT)
            .sorted((a, b) -> Long.compare(a.size(), b.size()))
            .toList();
    Map<BufferClass, BufferClass> occupied = new IdentityHashMap<>();
    Set<BufferClass> lodged = new HashSet<>();
    List<BufferClass> largestFirst = new ArrayList<>(temporaries);
    largestFirst.sort((a, b) -> Long.compare(b.size(), a.size()));
    for (BufferClass temporary : largestFirst) {
      for (BufferClass output : candidates(temporary.size(), outputs)) {
        BufferClass present = occupied.computeIfAbsent(output, AllocationTable::occupancy);
        if (!temporary.overlaps(present)) {
          present.segments().putAll(temporary.segments());
          lodged.add(temporary);
          BufferAllocation allocation = placed.get(output).allocation();
          placed.put(temporary, new BufferSlice(allocation, 0, temporary.size()));
          break;
        }
      }
    }
    temporaries.removeIf(lodged::contains);
  }

  /** Of results by size some of the smallest that have room for as many bytes. */
  private static List<BufferClass> candidates(long size, List<BufferClass> outputs) {
    int from = 0;
    for (int to = outputs.size(); from < to; ) {
      int middle = (from + to) >>> 1;
      if (outputs.get(middle).size() < size) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return outputs.subList(from, Math.min(outputs.size(), from + MOST_ATTEMPTS));
  }

  /** The times at which a result's memory is taken, to which those of its lodgers are added. */
  private static BufferClass occupancy(BufferClass output) {
    BufferClass taken = new BufferClass(output.size());
    taken.segments().putAll(output.segments());
    return taken;
  }

  /** What orders the allocations of one kind: numbers and indices padded, so that texts compare. */
  private static String key(BufferClass one) {
    if (one.kind() instanceof BufferAllocation.EntryParameter p) {
      return padded(p.number()) + path(p.index());
    }
    if (one.kind() instanceof BufferAllocation.Output output) {
      return path(output.index());
    }
    return one.kind() instanceof BufferAllocation.Constant constant
        ? constant.instruction().parent().name() + " " + constant.instruction().name()
        : "";
  }

  private static String path(ShapeIndex index) {
    StringBuilder text = new StringBuilder();
    index.path().stream().forEach(i -> text.append(padded(i)));
    return text.toString();
  }

  private static String padded(long number) {
    String digits = Long.toString(number);
    return "0".repeat(PADDED_DIGITS - digits.length()) + digits + " ";
  }

  private BufferAllocation add(long size, BufferAllocation.Kind kind) {
    BufferAllocation allocation = new BufferAllocation(allocations.size(), size, kind);
    allocations.add(allocation);
    return allocation;
  }

  /** Finds the slices of all instructions but those that are about to be removed. */
  void fill(Map<HloComputation, List<HloInstruction>> orders, List<HloInstruction> without) {
    Set<HloInstruction> gone = new HashSet<>(without);
    for (List<HloInstruction> order : orders.values()) {
      for (HloInstruction instruction : order) {
        if (!gone.contains(instruction)) {
          slices.put(instruction, slices(dataflow.values(instruction)));
        }
      }
    }
  }

  private BufferSlice[] slices(BufferValue[] values) {
    BufferSlice[] found = new BufferSlice[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        found[i] = placed.get(coalescing.of(values[i]));
      }
    }
    return found;
  }

  BufferAssignment assignment(HloModule module, Schedule schedule, Timeline timeline) {
    return new BufferAssignment(
        module, schedule, allocations, slices, lowerBound, temporaries, timeline);
  }
}
