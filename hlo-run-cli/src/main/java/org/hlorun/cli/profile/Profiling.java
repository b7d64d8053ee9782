package org.hlorun.cli.profile;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.cli.console.Console;
import org.hlorun.cpu.limits.LimitProbe;
import org.hlorun.cpu.limits.MachineLimits;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;

/** Profiling one program, or not doing so. */
public final class Profiling {
  /** Measurements of the machine before the runs, and as many behind them. */
  private static final int PROBES = 5;

  private static final int MOST_RUNS = 20;
  private static final long RUNS_NANOS = 300_000_000;

  /** What a program exchanges with the world while it runs: it cannot be run at will. */
  private static final Set<Opcode> EXCHANGES =
      Set.of(Opcode.INFEED, Opcode.OUTFEED, Opcode.SEND, Opcode.RECV);

  /** The back end that runs on cores whose limits can be measured. */
  private static final Optional<String> HOST = Optional.of("cpu");

  private final String file;
  private final int threads;
  private KernelProfile profile;
  private List<KernelRun> runs = List.of();
  private MachineLimits limits;

  /**
   * @param file where a trace goes; empty = a table for people; null = nothing is profiled
   * @param threads worker threads of the run; 0 = one per core
   */
  public Profiling(String file, int threads) {
    this.file = file;
    this.threads = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /** The monitor to compile a program with. */
  public Monitor monitor(Monitor inner) {
    if (file == null) {
      return inner;
    }
    profile = new KernelProfile(inner);
    return profile;
  }

  /**
   * Runs a program again that has run already, and keeps the profile of the fastest run: the first
   * one pays for fresh memory, too. The machine's limits are measured beside these runs, for what a
   * core reaches differs between cores and from one second to the next.
   *
   * @param result the first result, which is written again
   */
  public void measure(Executable executable, List<Literal> arguments, Literal result) {
    if (file == null) {
      return;
    }
    boolean showsLimits = file.isEmpty() && executable.backend().equals(HOST);
    try (LimitProbe probe = showsLimits ? new LimitProbe(threads) : null) {
      probe(probe);
      long end = System.nanoTime() + RUNS_NANOS;
      long least = Long.MAX_VALUE;
      int most = exchanges(executable.module()) ? 1 : MOST_RUNS;
      for (int i = 0; i < most && (i == 0 || System.nanoTime() < end); i++) {
        profile.clear();
        executable.runInto(arguments, result);
        long nanos = profile.runs().stream().mapToLong(KernelRun::nanos).sum();
        if (nanos < least) {
          least = nanos;
          runs = profile.runs();
        }
      }
      probe(probe);
      limits = probe == null ? null : probe.best();
    }
  }

  private static void probe(LimitProbe probe) {
    for (int i = 0; probe != null && i < PROBES; i++) {
      probe.measure();
    }
  }

  private static boolean exchanges(HloModule module) {
    return module.computations().stream()
        .flatMap(computation -> computation.instructions().stream())
        .anyMatch(instruction -> EXCHANGES.contains(instruction.opcode()));
  }

  /** Shows what was measured: on standard error or in the file. */
  public void show(Console console) {
    if (file == null) {
      return;
    }
    if (runs.isEmpty()) {
      console.note("no profile: the back end runs no kernels of its own (--backend cpu does)");
    } else if (file.isEmpty()) {
      console.err().print(ProfileTable.text(runs, limits));
    } else {
      ChromeTrace.write(Path.of(file), runs);
      console.note("wrote %d kernel runs to %s".formatted(runs.size(), file));
    }
  }
}
