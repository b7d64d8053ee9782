package org.hlorun.cli.profile;

import java.nio.file.Path;
import java.util.List;
import org.hlorun.cli.console.Console;
import org.hlorun.cpu.limits.MachineLimits;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.literal.Literal;

/** Profiling one program, or not doing so. */
public final class Profiling {
  private static final int REPEATS = 10;

  private final String file;
  private final int threads;
  private KernelProfile profile;

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
   * Runs a program that has run already a second time: the first run pays for fresh memory, too.
   *
   * @param result the first result, which is written again
   */
  public void measure(Executable executable, List<Literal> arguments, Literal result) {
    if (file != null) {
      profile.clear();
      executable.runInto(arguments, result);
    }
  }

  /** Shows what was measured: on standard error or in the file. */
  public void show(Console console) {
    if (file == null) {
      return;
    }
    List<KernelRun> runs = profile.runs();
    if (runs.isEmpty()) {
      console.note("no profile: the back end runs no kernels of its own (--backend cpu does)");
    } else if (file.isEmpty()) {
      console.err().print(ProfileTable.text(runs, MachineLimits.measure(threads, REPEATS)));
    } else {
      ChromeTrace.write(Path.of(file), runs);
      console.note("wrote %d kernel runs to %s".formatted(runs.size(), file));
    }
  }
}
