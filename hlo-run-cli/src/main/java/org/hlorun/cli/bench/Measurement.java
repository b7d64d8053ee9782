package org.hlorun.cli.bench;

import org.hlorun.cli.profile.ProgramWork;
import org.hlorun.cpu.limits.MachineLimits;

/**
 * What was measured of one program, times in nanoseconds.
 *
 * @param compile compiling everything
 * @param cached compiling it again with the code on disk; negative = there is none
 * @param first the first run
 * @param sorted later runs, shortest first
 * @param work what a run asks for; null = the back end does not tell
 * @param limits what the machine could do between the runs; null = it was not measured
 */
public record Measurement(
    long compile, long cached, long first, long[] sorted, ProgramWork work, MachineLimits limits) {
  private static final double NANOS_PER_MILLI = 1e6;

  Measurement withWork(ProgramWork known) {
    return new Measurement(compile, cached, first, sorted, known, limits);
  }

  /** The milliseconds that a share {@code q} of the runs stays below. */
  public double quantile(double q) {
    return sorted[(int) Math.round(q * (sorted.length - 1))] / NANOS_PER_MILLI;
  }

  /** 10^9 bytes in a second of the median run; NaN if it is not known. */
  public double gigabytes() {
    return work == null ? Double.NaN : work.bytes() / 1e6 / quantile(0.5);
  }

  /** 10^9 operations in a second of the median run; NaN if it is not known. */
  public double gigaflops() {
    return work == null ? Double.NaN : work.operations() / 1e6 / quantile(0.5);
  }

  /** {@link #gigabytes} as a share of a copy's; NaN if it is not known. */
  public double shareOfCopy() {
    return limits == null ? Double.NaN : gigabytes() / limits.copyGigabytes();
  }

  /** {@link #gigaflops} as a share of what f32 multiply-adds reach; NaN if it is not known. */
  public double shareOfPeak() {
    return limits == null ? Double.NaN : gigaflops() / limits.gigaflops();
  }
}
