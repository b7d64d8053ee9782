package org.hlorun.cli.bench;

import java.util.Arrays;
import java.util.List;
import org.hlorun.cpu.limits.LimitProbe;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.literal.Literal;

/**
 * Times of a program's runs, one behind the other and into the same memory, with what the machine
 * can do measured in between.
 */
public final class SteadyState {
  /** Parts of the time or of the runs between which the machine is measured. */
  private static final int PARTS = 10;

  /** A run as long as this does not feel that measuring the machine filled the caches. */
  private static final long LONG_RUN = 50_000_000;

  /** Runs behind a measurement that are not counted: they fill the caches again. */
  private static final int REFILLS = 3;

  private final Executable executable;
  private final List<Literal> arguments;
  private final Literal result;
  private final LimitProbe probe;

  /**
   * @param result of a run before; it is overwritten
   * @param probe measures the machine; null = it is not measured
   */
  public SteadyState(
      Executable executable, List<Literal> arguments, Literal result, LimitProbe probe) {
    this.executable = executable;
    this.arguments = arguments;
    this.result = result;
    this.probe = probe;
  }

  /**
   * Runs the program at least once.
   *
   * @return nanoseconds of single runs, the shortest first
   */
  public long[] times(RunLimit limit) {
    long begin = System.nanoTime();
    warmUp(limit, begin);
    long end = begin + (long) (limit.seconds() * 1e9);
    long[] times = new long[PARTS];
    int count = 0;
    int inPart = 0;
    long spent = 0;
    measureMachine(0);
    long part = System.nanoTime();
    do {
      times = count < times.length ? times : Arrays.copyOf(times, 2 * count);
      times[count] = run();
      spent += times[count];
      inPart++;
      if (limit.isPart(inPart, System.nanoTime() - part, PARTS)) {
        measureMachine(times[count]);
        inPart = 0;
        part = System.nanoTime();
      }
      count++;
    } while (!limit.isReached(count, spent) && System.nanoTime() < end);
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private void warmUp(RunLimit limit, long begin) {
    for (int i = 0; !limit.isWarm(i, System.nanoTime() - begin); i++) {
      run();
    }
  }

  private void measureMachine(long lastRun) {
    if (probe != null) {
      probe.measure();
      for (int i = 0; i < REFILLS && lastRun < LONG_RUN; i++) {
        run();
      }
    }
  }

  private long run() {
    long start = System.nanoTime();
    executable.runInto(arguments, result);
    return System.nanoTime() - start;
  }
}
