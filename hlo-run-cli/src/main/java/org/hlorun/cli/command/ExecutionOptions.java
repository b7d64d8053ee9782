package org.hlorun.cli.command;

import java.time.Duration;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Host;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import picocli.CommandLine.Option;

/** The options of {@code hlo-run PROGRAM} that say how the program runs, whatever runs it. */
final class ExecutionOptions {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of made-up inputs and of random instructions (default: 0).")
  long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker threads (default: one per core).")
  int threads;

  @Option(
      names = "--numerics",
      paramLabel = "MODE",
      description = {
        "What compiling may change in the values: strict, default or",
        "fast, as for hlo-run opt (default: default)."
      })
  Numerics numerics = Numerics.DEFAULT;

  @Option(
      names = "--no-cache",
      description = "Neither take compiled code from the disk nor leave any there.")
  boolean noCache;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description = "The most memory that the program's values may take, as in 8g.")
  long maxMemory;

  @Option(
      names = "--max-iterations",
      paramLabel = "N",
      description = "The most iterations that one while loop may make.")
  long maxIterations;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "The longest that the program may run, as in 30s.")
  Duration timeout = Duration.ZERO;

  @Option(
      names = "--fill-elided-constants",
      description = "Make up values for constants that the text leaves out as {...}.")
  boolean fillElidedConstants;

  /** Whether a number is negative that may not be. */
  boolean anyNegative() {
    return threads < 0 || maxIterations < 0;
  }

  /** What a back end is told. */
  Options options(Monitor monitor, Host host) {
    return Options.builder()
        .seed(seed)
        .threads(threads)
        .numerics(numerics)
        .cache(noCache ? CachePolicy.OFF : CachePolicy.USE)
        .maxMemoryBytes(maxMemory)
        .maxIterations(maxIterations)
        .timeout(timeout)
        .fillElidedConstants(fillElidedConstants)
        .monitor(monitor)
        .host(host)
        .build();
  }
}
