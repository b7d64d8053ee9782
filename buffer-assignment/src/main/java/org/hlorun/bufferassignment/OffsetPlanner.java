package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.hlorun.bufferassignment.LiveRanges.Segment;

/**
 * Gives slices of one arena to classes so that classes that are needed together lie apart. Best fit
 * in several orders; the smallest arena is taken. Finding the smallest possible one is the dynamic
 * storage allocation problem, which is NP-complete (Garey and Johnson, SR2).
 */
final class OffsetPlanner {
  /** Every offset is a multiple of this many bytes. */
  static final long ALIGNMENT = 64;

  /**
   * With more pairs of classes that are needed together, per class, only the order that takes n log
   * n time is tried: the others look at all pairs.
   */
  private static final long MOST_PAIRS_PER_CLASS = 200;

  /** Programs with no more pairs than this are small, however many pairs there are per class. */
  private static final long FEW_PAIRS = 200_000;

  private OffsetPlanner() {}

  /** Places the classes and gives the size of the arena in bytes. */
  static long place(List<BufferClass> all) {
    List<BufferClass> classes = all.stream().filter(c -> c.size() > 0).toList();
    long best = sweep(classes);
    int steps = classes.stream().mapToInt(BufferClass::end).max().orElse(0) + 1;
    boolean mayImprove = best > lowerBound(classes, steps);
    if (mayImprove && pairs(classes) <= mostPairs(classes.size())) {
      long[] offsets = offsets(classes);
      Comparator<BufferClass> bySize = Comparator.comparingLong(BufferClass::size).reversed();
      Comparator<BufferClass> byLength =
          Comparator.<BufferClass>comparingInt(c -> c.end() - c.start()).reversed();
      Comparator<BufferClass> byStart = Comparator.comparingInt(BufferClass::start);
      for (Comparator<BufferClass> order :
          List.of(
              bySize.thenComparing(byLength).thenComparing(byStart),
              byLength.thenComparing(bySize).thenComparing(byStart),
              byStart.thenComparing(bySize))) {
        long size = bestFit(classes.stream().sorted(order).toList());
        if (size < best) {
          best = size;
          offsets = offsets(classes);
        }
      }
      for (int i = 0; i < offsets.length; i++) {
        classes.get(i).place(offsets[i]);
      }
    }
    return best;
  }

  private static long mostPairs(int classes) {
    return Math.max(FEW_PAIRS, MOST_PAIRS_PER_CLASS * classes);
  }

  /** How many pairs of classes have stretches of time that meet. */
  private static long pairs(List<BufferClass> classes) {
    int[] starts = classes.stream().mapToInt(BufferClass::start).sorted().toArray();
    int[] ends = classes.stream().mapToInt(BufferClass::end).sorted().toArray();
    long pairs = 0;
    int ended = 0;
    for (int i = 0; i < starts.length; i++) {
      while (ends[ended] < starts[i]) {
        ended++;
      }
      pairs += i - ended;
    }
    return pairs;
  }

  private static long[] offsets(List<BufferClass> classes) {
    return classes.stream().mapToLong(BufferClass::offset).toArray();
  }

  private static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Every class into the smallest gap between the placed ones that it meets. */
  private static long bestFit(List<BufferClass> order) {
    LiveIndex placed = new LiveIndex(order);
    long arena = 0;
    for (BufferClass next : order) {
      List<BufferClass> others = placed.overlapping(next);
      others.sort(Comparator.comparingLong(BufferClass::offset));
      next.place(bestGap(next.size(), others));
      arena = Math.max(arena, next.offset() + aligned(next.size()));
      placed.add(next);
    }
    return arena;
  }

  private static long bestGap(long size, List<BufferClass> others) {
    long best = -1;
    long bestWaste = Long.MAX_VALUE;
    long free = 0;
    for (BufferClass other : others) {
      long waste = other.offset() - free - aligned(size);
      if (waste >= 0 && waste < bestWaste) {
        best = free;
        bestWaste = waste;
      }
      free = Math.max(free, other.offset() + aligned(other.size()));
    }
    return best >= 0 ? best : free;
  }

  /** In the order of time, as an allocator at run time would, from lists of free pieces. */
  private static long sweep(List<BufferClass> classes) {
    List<BufferClass> order = new ArrayList<>(classes);
    order.sort((a, b) -> Integer.compare(a.start(), b.start()));
    PriorityQueue<BufferClass> taken =
        new PriorityQueue<>((a, b) -> Integer.compare(a.end(), b.end()));
    FreePieces free = new FreePieces();
    for (BufferClass next : order) {
      while (!taken.isEmpty() && taken.peek().end() < next.start()) {
        BufferClass done = taken.poll();
        free.give(done.offset(), aligned(done.size()));
      }
      next.place(free.take(aligned(next.size())));
      taken.add(next);
    }
    return free.end();
  }

  /** The bytes that are needed together at the worst step: no arena can be smaller. */
  static long lowerBound(List<BufferClass> classes, int steps) {
    long most = 0;
    for (long bytes : needed(classes, steps)) {
      most = Math.max(most, bytes);
    }
    return most;
  }

  /** The first step at which the most bytes are needed, or -1 if none are at any. */
  static int peakStep(List<BufferClass> classes, int steps) {
    long[] bytes = needed(classes, steps);
    int worst = -1;
    for (int step = 0; step < steps; step++) {
      if (bytes[step] > (worst < 0 ? 0 : bytes[worst])) {
        worst = step;
      }
    }
    return worst;
  }

  private static long[] needed(List<BufferClass> classes, int steps) {
    long[] bytes = new long[steps + 1];
    for (BufferClass one : classes) {
      int until = -2;
      for (Segment segment : one.segments().values()) {
        // Segments that touch belong to one slice, which is counted once.
        int from = segment.start() == until ? until + 1 : segment.start();
        if (from <= segment.end()) {
          bytes[from] += aligned(one.size());
          bytes[segment.end() + 1] -= aligned(one.size());
        }
        until = segment.end();
      }
    }
    for (int step = 1; step < bytes.length; step++) {
      bytes[step] += bytes[step - 1];
    }
    return bytes;
  }

  /** The pieces of the arena that are free, neighbours joined. */
  private static final class FreePieces {
    private final TreeMap<Long, Long> sizes = new TreeMap<>();
    private final TreeMap<Long, java.util.TreeSet<Long>> bySize = new TreeMap<>();
    private long end;

    long end() {
      return end;
    }

    long take(long size) {
      var fit = bySize.ceilingEntry(size);
      if (fit != null) {
        long offset = fit.getValue().first();
        long whole = remove(offset);
        if (whole > size) {
          add(offset + size, whole - size);
        }
        return offset;
      }
      long offset = end;
      var last = sizes.lastEntry();
      if (last != null && last.getKey() + last.getValue() == end) {
        offset = last.getKey();
        remove(offset);
      }
      end = offset + size;
      return offset;
    }

    void give(long offset, long size) {
      long from = offset;
      long bytes = size;
      var below = sizes.lowerEntry(offset);
      if (below != null && below.getKey() + below.getValue() == offset) {
        from = below.getKey();
        bytes += remove(from);
      }
      if (sizes.containsKey(offset + size)) {
        bytes += remove(offset + size);
      }
      add(from, bytes);
    }

    private void add(long offset, long size) {
      sizes.put(offset, size);
      bySize.computeIfAbsent(size, key -> new java.util.TreeSet<>()).add(offset);
    }

    private long remove(long offset) {
      long size = sizes.remove(offset);
      var same = bySize.get(size);
      same.remove(offset);
      if (same.isEmpty()) {
        bySize.remove(size);
      }
      return size;
    }
  }
}
