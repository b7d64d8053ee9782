package org.hlorun.interpreter.runtime;

import java.time.Duration;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;

/**
 * What can stop a run from outside: cancellation, time, iterations. Shared by the devices of a run.
 */
final class Limits {
  private final Options options;
  private final long deadline;

  Limits(Options options) {
    this.options = options;
    Duration timeout = options.timeout();
    this.deadline = timeout.isZero() ? Long.MAX_VALUE : saturatedAdd(System.nanoTime(), timeout);
  }

  private static long saturatedAdd(long now, Duration timeout) {
    // nanoTime's origin is arbitrary: only differences count, so the deadline may wrap but must not
    // be the sentinel.
    long nanos =
        timeout.compareTo(Duration.ofDays(36500)) > 0 ? Long.MAX_VALUE / 4 : timeout.toNanos();
    long end = now + nanos;
    return end == Long.MAX_VALUE ? end - 1 : end;
  }

  void poll() {
    if (options.monitor().isCancelled() || Thread.currentThread().isInterrupted()) {
      throw HloException.of(DiagnosticCode.CANCELLED, "the run was cancelled", null);
    }
    if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0) {
      throw HloException.of(
          DiagnosticCode.TIME_LIMIT,
          "the run took longer than the allowed " + options.timeout().toMillis() / 1000.0 + " s",
          "allow more time, or look for a loop that does not end");
    }
  }

  void iterate(HloInstruction loop, long iteration) {
    if (options.maxIterations() > 0 && iteration > options.maxIterations()) {
      Diagnostic diagnostic =
          Diagnostic.of(
              DiagnosticCode.TIME_LIMIT,
              "the loop %s made more than the allowed %,d iterations"
                  .formatted(loop.name(), options.maxIterations()),
              "allow more iterations, or look for a condition that never becomes false");
      throw new HloException(
          loop.parent().module().locate(loop).map(diagnostic::at).orElse(diagnostic));
    }
  }
}
