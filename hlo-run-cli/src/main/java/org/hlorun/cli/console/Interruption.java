package org.hlorun.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C. The JVM answers it by running shutdown hooks and halting with exit code 130; this hook
 * asks the run to stop and gives it a moment to say so and to take its temporary files away.
 */
public final class Interruption {
  private static final long PATIENCE_SECONDS = 3;

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean requested;

  /** Begins to watch for it. */
  public void watch() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "interruption"));
  }

  /** Whether the run should stop. */
  public boolean isRequested() {
    return requested;
  }

  /** Says that nothing is left to be stopped. */
  public void finish() {
    finished.countDown();
  }

  private void stop() {
    requested = true;
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("hlo-run: stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
