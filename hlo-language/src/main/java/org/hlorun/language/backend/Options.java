package org.hlorun.language.backend;

import java.time.Duration;

/**
 * How to run a program.
 *
 * @param seed seed of {@code rng} and of made-up values
 * @param threads worker threads; 0 = one per core
 * @param maxMemoryBytes live bytes a run may hold; 0 = no limit
 * @param maxIterations iterations one while loop may make; 0 = no limit
 * @param timeout wall time a run may take; zero = no limit
 * @param fillElidedConstants whether constants elided from the text get seeded values
 * @param monitor told about progress, and asked whether to go on
 * @param host the other end of infeed, outfeed and host transfers
 * @param rounding where sums of many terms are rounded; a back end that has no choice ignores it
 * @param cache what is done with compiled code on disk; a back end that keeps none ignores it
 */
public record Options(
    long seed,
    int threads,
    long maxMemoryBytes,
    long maxIterations,
    Duration timeout,
    boolean fillElidedConstants,
    Monitor monitor,
    Host host,
    Rounding rounding,
    CachePolicy cache) {

  public static final Options DEFAULT =
      new Options(
          0,
          0,
          0,
          0,
          Duration.ZERO,
          false,
          Monitor.SILENT,
          Host.NONE,
          Rounding.ONCE,
          CachePolicy.USE);

  public Options withSeed(long value) {
    return new Options(
        value,
        threads,
        maxMemoryBytes,
        maxIterations,
        timeout,
        fillElidedConstants,
        monitor,
        host,
        rounding,
        cache);
  }

  public Options withThreads(int value) {
    return new Options(
        seed,
        value,
        maxMemoryBytes,
        maxIterations,
        timeout,
        fillElidedConstants,
        monitor,
        host,
        rounding,
        cache);
  }

  public Options withMaxMemoryBytes(long value) {
    return new Options(
        seed,
        threads,
        value,
        maxIterations,
        timeout,
        fillElidedConstants,
        monitor,
        host,
        rounding,
        cache);
  }

  public Options withMaxIterations(long value) {
    return new Options(
        seed,
        threads,
        maxMemoryBytes,
        value,
        timeout,
        fillElidedConstants,
        monitor,
        host,
        rounding,
        cache);
  }

  public Options withTimeout(Duration value) {
    return new Options(
        seed,
        threads,
        maxMemoryBytes,
        maxIterations,
        value,
        fillElidedConstants,
        monitor,
        host,
        rounding,
        cache);
  }

  public Options withFillElidedConstants(boolean value) {
    return new Options(
        seed,
        threads,
        maxMemoryBytes,
        maxIterations,
        timeout,
        value,
        monitor,
        host,
        rounding,
        cache);
  }

  public Options withMonitor(Monitor value) {
    return new Options(
        seed,
        threads,
        maxMemoryBytes,
        maxIterations,
        timeout,
        fillElidedConstants,
        value,
        host,
        rounding,
        cache);
  }

  public Options withHost(Host value) {
    return new Options(
        seed,
        threads,
        maxMemoryBytes,
        maxIterations,
        timeout,
        fillElidedConstants,
        monitor,
        value,
        rounding,
        cache);
  }

  public Options withRounding(Rounding value) {
    return new Options(
        seed,
        threads,
        maxMemoryBytes,
        maxIterations,
        timeout,
        fillElidedConstants,
        monitor,
        host,
        value,
        cache);
  }

  public Options withCache(CachePolicy value) {
    return new Options(
        seed,
        threads,
        maxMemoryBytes,
        maxIterations,
        timeout,
        fillElidedConstants,
        monitor,
        host,
        rounding,
        value);
  }
}
