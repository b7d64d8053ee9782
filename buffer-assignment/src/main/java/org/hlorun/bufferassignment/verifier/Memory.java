package org.hlorun.bufferassignment.verifier;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.bufferassignment.BufferSlice;

/** What every byte range of every allocation holds: the name of the value written there last. */
final class Memory {
  /** A range that holds one value whole. */
  private record Cell(long end, long value) {}

  private final Map<Integer, TreeMap<Long, Cell>> allocations = new HashMap<>();

  Memory copy() {
    Memory copy = new Memory();
    allocations.forEach((index, cells) -> copy.allocations.put(index, new TreeMap<>(cells)));
    return copy;
  }

  /** Writes a value; whatever it overlaps is destroyed, in part or not. */
  void write(BufferSlice slice, long value) {
    if (slice.size() == 0) {
      return;
    }
    TreeMap<Long, Cell> cells =
        allocations.computeIfAbsent(slice.allocation().index(), key -> new TreeMap<>());
    long from = slice.offset();
    long to = from + slice.size();
    List<Long> destroyed = new ArrayList<>();
    for (var cell : cells.headMap(to, false).descendingMap().entrySet()) {
      if (cell.getValue().end() <= from) {
        break;
      }
      destroyed.add(cell.getKey());
    }
    destroyed.forEach(cells::remove);
    cells.put(from, new Cell(to, value));
  }

  /** Whether a slice holds a value, all of it. */
  boolean holds(BufferSlice slice, long value) {
    if (slice.size() == 0) {
      return true;
    }
    TreeMap<Long, Cell> cells = allocations.get(slice.allocation().index());
    Cell cell = cells == null ? null : cells.get(slice.offset());
    return cell != null && cell.value() == value && cell.end() == slice.offset() + slice.size();
  }

  /** Keeps only what another memory holds too: what is certain whichever way was taken. */
  void meet(Memory other) {
    allocations.forEach(
        (index, cells) -> {
          TreeMap<Long, Cell> others = other.allocations.getOrDefault(index, new TreeMap<>());
          cells.entrySet().removeIf(cell -> !cell.getValue().equals(others.get(cell.getKey())));
        });
  }
}
