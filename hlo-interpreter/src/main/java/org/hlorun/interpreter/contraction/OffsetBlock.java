package org.hlorun.interpreter.contraction;

/** The offsets of some neighbouring positions of an axis, and the runs of memory they make up. */
final class OffsetBlock {
  final long[] offsets;
  private final int[] runStarts;
  private int count;
  private int runCount;
  private boolean onlyHoles;

  OffsetBlock(int capacity) {
    offsets = new long[capacity];
    runStarts = new int[capacity + 1];
  }

  /** Takes up the offsets of {@code newCount} positions of an axis. */
  void fill(Axis axis, long group, long segment, long start, int newCount) {
    count = newCount;
    axis.fill(group, segment, start, newCount, offsets);
    runCount = 0;
    onlyHoles = true;
    long expected = 0;
    for (int i = 0; i < count; i++) {
      long offset = offsets[i];
      if (i == 0 || offset != expected) {
        runStarts[runCount++] = i;
      }
      onlyHoles &= offset == Axis.HOLE;
      expected = offset == Axis.HOLE ? Axis.HOLE : offset + 1;
    }
    runStarts[runCount] = count;
  }

  int count() {
    return count;
  }

  /** The number of runs: neighbouring positions whose elements are neighbours, or all holes. */
  int runCount() {
    return runCount;
  }

  /** The first position of a run; that of run {@link #runCount()} is {@link #count()}. */
  int runStart(int run) {
    return runStarts[run];
  }

  /** Whether there is no element at all. */
  boolean onlyHoles() {
    return onlyHoles;
  }
}
