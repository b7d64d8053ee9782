package org.hlorun.gpu.runtime;

import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** What can stop a run from outside: cancellation, time, iterations of a loop. */
final class RunLimits {
  private final Options options;
  private final long start = System.nanoTime();

  RunLimits(Options options) {
    this.options = options;
  }

  /** Asked before every step. */
  void poll() {
    if (options.monitor().isCancelled() || Thread.currentThread().isInterrupted()) {
      throw HloException.of(DiagnosticCode.CANCELLED, "the run was cancelled", null);
    }
    boolean limited = !options.timeout().isZero();
    if (limited && System.nanoTime() - start > options.timeout().toNanos()) {
      throw HloException.of(
          DiagnosticCode.TIME_LIMIT,
          "the run took longer than the allowed " + options.timeout().toMillis() / 1000.0 + " s",
          "allow more time, or look for a loop that does not end");
    }
  }

  /** Asked before the given iteration of a loop, the first one being 1. */
  void iterate(long iteration) {
    if (options.maxIterations() > 0 && iteration > options.maxIterations()) {
      throw HloException.of(
          DiagnosticCode.TIME_LIMIT,
          "a while loop made more than %d iterations".formatted(options.maxIterations()),
          "give a higher limit, or check the loop's condition");
    }
  }
}
