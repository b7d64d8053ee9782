package org.hlorun.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hlorun.cli.profile.KernelProfile;
import org.hlorun.cli.profile.ProgramWork;
import org.hlorun.cpu.limits.LimitProbe;
import org.hlorun.cpu.limits.MachineLimits;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/**
 * Measures a program on a back end.
 *
 * @param backend what runs it
 * @param options how it is compiled; of the cache it is {@link CachePolicy#OFF} or anything else
 *     that counts
 * @param limit how much of the steady state is measured
 */
public record ProgramBench(Backend backend, Options options, RunLimit limit) {
  /** The back end whose limits are those of the host's cores. */
  private static final Optional<String> HOST = Optional.of("cpu");

  /**
   * Compiles and runs the program.
   *
   * @param firstResult gets the result of the first run
   */
  public Measurement measure(
      HloModule module, List<Literal> arguments, Consumer<Literal> firstResult) {
    boolean caches = options.cache() != CachePolicy.OFF;
    Options fresh = options.withCache(caches ? CachePolicy.REFRESH : CachePolicy.OFF);
    Literal result;
    Measurement timed;
    long start = System.nanoTime();
    try (Executable executable = backend.compile(module, fresh)) {
      long compiled = System.nanoTime();
      result = executable.run(arguments);
      long first = System.nanoTime();
      firstResult.accept(result);
      long cached = caches ? cachedCompile(module) : -1;
      try (LimitProbe probe = probe(executable)) {
        long[] times = new SteadyState(executable, arguments, result, probe).times(limit);
        MachineLimits limits = probe == null ? null : probe.median();
        timed = new Measurement(compiled - start, cached, first - compiled, times, null, limits);
      }
    }
    return timed.withWork(work(module, arguments, result));
  }

  /** Measures the host's cores if they run the program; else null. */
  private LimitProbe probe(Executable executable) {
    return executable.backend().equals(HOST) ? new LimitProbe(threads()) : null;
  }

  private int threads() {
    return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
  }

  private long cachedCompile(HloModule module) {
    long start = System.nanoTime();
    try (Executable again = backend.compile(module, options)) {
      long time = System.nanoTime() - start;
      return again.compiledParts().isCached() ? time : -1;
    }
  }

  /** What a run asks for, told by a copy of the program that says what its kernels do. */
  private ProgramWork work(HloModule module, List<Literal> arguments, Literal result) {
    KernelProfile profile = new KernelProfile(Monitor.SILENT);
    try (Executable watched = backend.compile(module, options.withMonitor(profile))) {
      watched.runInto(arguments, result);
    }
    return profile.runs().isEmpty() ? null : ProgramWork.of(profile.runs());
  }
}
