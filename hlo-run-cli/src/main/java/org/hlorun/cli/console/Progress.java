package org.hlorun.cli.console;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.ir.HloInstruction;

/**
 * Watches a run: passes an interruption on, and shows a progress bar of the instructions of the
 * entry computation if the run takes longer than a second.
 */
public final class Progress implements Monitor, AutoCloseable {
  private static final long DELAY_MILLIS = 1000;
  private static final int PERIOD_MILLIS = 200;

  private final LongAdder done = new LongAdder();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BooleanSupplier cancelled;
  private final Thread painter;

  private Progress(BooleanSupplier cancelled, Thread painter) {
    this.cancelled = cancelled;
    this.painter = painter;
  }

  /** Only passes an interruption on. */
  public static Progress silent(BooleanSupplier cancelled) {
    return new Progress(cancelled, null);
  }

  private Progress(BooleanSupplier cancelled, PrintStream err, long total, String unit) {
    this.cancelled = cancelled;
    this.painter = new Thread(() -> paint(err, total, unit), "progress");
    painter.setDaemon(true);
    painter.start();
  }

  /**
   * Shows a bar.
   *
   * @param total how much there is to do
   * @param unit what is counted: {@code instructions}
   */
  public static Progress onTerminal(
      BooleanSupplier cancelled, PrintStream err, long total, String unit) {
    return new Progress(cancelled, err, total, unit);
  }

  /** One more of the total is done. */
  public void step() {
    done.increment();
  }

  @Override
  public void instructionDone(HloInstruction instruction) {
    step();
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  private void paint(PrintStream err, long total, String unit) {
    try {
      if (closed.await(DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      ProgressBarBuilder builder =
          new ProgressBarBuilder()
              .setTaskName("running")
              .setUnit(" " + unit, 1)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(PERIOD_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(err))
              .clearDisplayOnFinish();
      try (ProgressBar bar = builder.build()) {
        do {
          bar.stepTo(done.sum());
        } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    closed.countDown();
    if (painter != null) {
      try {
        painter.join(DELAY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
