package org.hlorun.benchmarks;

import java.util.Arrays;

/** Times of runs in nanoseconds; grows. */
final class Timings {
  private long[] times = new long[64];
  private int count;

  void add(long nanoseconds) {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
    }
    times[count++] = nanoseconds;
  }

  int count() {
    return count;
  }

  /** The time in milliseconds that a share {@code q} of the runs stays below. */
  double quantile(double q) {
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.round(q * (count - 1))] / 1e6;
  }

  double median() {
    return quantile(0.5);
  }
}
