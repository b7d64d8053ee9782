package org.hlorun.cpu.limits;

/**
 * What cores can do at most, measured.
 *
 * @param copyGigabytes 10^9 bytes read and written in a second by copies between arrays of 64 MB
 * @param gigaflops 10^9 f32 operations in a second of independent multiply-adds
 */
public record MachineLimits(double copyGigabytes, double gigaflops) {
  /**
   * Measures what threads can do that all run at once; takes about 10 ms a repeat.
   *
   * @param threads how many; one is the calling thread itself
   * @param repeats how often each does the same; the best counts
   * @throws IllegalStateException if a measurement fails
   */
  public static MachineLimits measure(int threads, int repeats) {
    try (LimitProbe probe = new LimitProbe(threads)) {
      for (int i = 0; i < repeats; i++) {
        probe.measure();
      }
      return probe.best();
    }
  }
}
