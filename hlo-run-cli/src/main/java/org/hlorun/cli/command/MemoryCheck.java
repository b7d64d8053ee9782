package org.hlorun.cli.command;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.hlorun.cli.console.Console;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import picocli.CommandLine.Option;

/** Watches what the kernels of a program do with memory, or does not. */
final class MemoryCheck {
  private static final String EMULATOR = "ptx-emulator";
  private static final String CPU = "cpu";

  @Option(
      names = "--check-memory",
      description = {
        "Run the program's GPU kernels on the emulator, and say whether they",
        "access memory out of bounds, misaligned or never written, race on",
        "shared memory, or miss barriers. With --backend cpu: look behind",
        "every kernel for writes outside of arrays, each in memory of its own,",
        "NaN until it is written. What kernels do wrong is an error."
      })
  private boolean wanted;

  private final AtomicLong launches = new AtomicLong();
  private final Set<String> kernels = new HashSet<>();

  /**
   * The back end that the program runs on.
   *
   * @param asked the one that was asked for, or auto
   */
  String backend(String asked) {
    if (!wanted || asked.equals("auto")) {
      return wanted ? EMULATOR : asked;
    }
    if (!asked.equals(EMULATOR) && !asked.equals(CPU)) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--check-memory watches the back ends %s and %s, not %s.".formatted(EMULATOR, CPU, asked),
          "Leave --backend out.");
    }
    return asked;
  }

  /** Whether the check is wanted. */
  boolean isAsked() {
    return wanted;
  }

  /** Whether native code on a back end puts guards around arrays. */
  boolean guards(String backend) {
    return wanted && backend.equals(CPU);
  }

  /** The monitor to compile the program with. */
  Monitor monitor(Monitor inner) {
    return wanted ? new Counter(inner) : inner;
  }

  /** Says what was checked and what not, once the program has run. */
  void report(String backend, List<Fallback> fallbacks, Console console) {
    if (!wanted) {
      return;
    }
    fallbacks.forEach(fallback -> console.note("not checked: " + fallback.text()));
    console.note(
        launches.get() == 0
            ? "nothing was checked: no kernel was run"
            : "checked %,d runs of %,d kernels: %s in order"
                .formatted(
                    launches.get(),
                    kernels.size(),
                    guards(backend)
                        ? "the guards of arrays are"
                        : "memory, races and barriers are"));
  }

  /** Counts kernels. */
  private final class Counter implements Monitor {
    private final Monitor inner;

    Counter(Monitor inner) {
      this.inner = inner;
    }

    @Override
    public void instructionDone(HloInstruction instruction) {
      inner.instructionDone(instruction);
    }

    @Override
    public boolean wantsKernels() {
      return true;
    }

    @Override
    public void kernelDone(KernelRun run) {
      launches.incrementAndGet();
      synchronized (kernels) {
        kernels.add(run.kernel());
      }
      if (inner.wantsKernels()) {
        inner.kernelDone(run);
      }
    }

    @Override
    public boolean isCancelled() {
      return inner.isCancelled();
    }
  }
}
