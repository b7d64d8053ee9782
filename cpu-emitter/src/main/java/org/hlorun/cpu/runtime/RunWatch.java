package org.hlorun.cpu.runtime;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * Looks at the clock and asks the monitor on behalf of a run, which is in native code meanwhile. A
 * run without time limit and monitor is not watched, and does not heed interrupts of its thread.
 */
final class RunWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 5;
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final NativeRun run;
  private final Monitor monitor;
  private final Duration timeout;
  private final Thread thread = Thread.currentThread();
  private final long start = System.nanoTime();
  private final ScheduledFuture<?> checks;

  private RunWatch(NativeRun run, Options options) {
    this.run = run;
    this.monitor = options.monitor();
    this.timeout = options.timeout();
    check();
    this.checks =
        CLOCK.scheduleWithFixedDelay(
            this::check, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** One daemon thread, which ends when there is nothing to watch for a while. */
  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon(true).name("hlo-run-watch").factory());
    clock.setKeepAliveTime(1, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /** Watches a run of the current thread; null if its options set no limits. */
  static RunWatch of(NativeRun run, Options options) {
    boolean limited = !options.timeout().isZero() || options.monitor() != Monitor.SILENT;
    return limited ? new RunWatch(run, options) : null;
  }

  private void check() {
    try {
      if (monitor.isCancelled() || thread.isInterrupted()) {
        run.stop(HloException.of(DiagnosticCode.CANCELLED, "the run was cancelled", null));
      }
    } catch (RuntimeException | Error e) {
      run.stop(e);
    }
    boolean late = timeout.compareTo(Duration.ofNanos(System.nanoTime() - start)) < 0;
    if (!timeout.isZero() && late) {
      run.stop(
          HloException.of(
              DiagnosticCode.TIME_LIMIT,
              "the run took longer than the allowed " + timeout.toMillis() / 1000.0 + " s",
              "allow more time, or look for a loop that does not end"));
    }
  }

  @Override
  public void close() {
    checks.cancel(false);
  }
}
