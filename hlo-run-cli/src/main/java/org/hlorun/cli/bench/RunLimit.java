package org.hlorun.cli.bench;

/**
 * How many runs are measured.
 *
 * @param runs the most; 0 = {@value #USUAL_RUNS}, or as many as take {@value #USUAL_SECONDS}
 *     seconds if these are more
 * @param seconds that runs may take together, those that warm up included
 */
public record RunLimit(int runs, double seconds) {
  private static final int USUAL_RUNS = 50;
  private static final double USUAL_SECONDS = 0.5;

  /** The share of the time that is spent on warming up. */
  private static final double WARM_UP = 0.1;

  /** Whether no more runs are needed behind so many, measured in so many nanoseconds. */
  boolean isReached(int count, long nanos) {
    return runs > 0 ? count >= runs : count >= USUAL_RUNS && nanos >= USUAL_SECONDS * 1e9;
  }

  /** Whether a program is warm behind so many runs in so many nanoseconds. */
  boolean isWarm(int count, long nanos) {
    return (runs > 0 && count >= runs) || nanos >= seconds * WARM_UP * 1e9;
  }

  /**
   * Whether so many runs in so many nanoseconds are one of some parts.
   *
   * @param parts how many there are
   */
  boolean isPart(int count, long nanos, int parts) {
    return nanos > seconds * 1e9 / parts || isReached(count * parts, nanos * parts);
  }
}
