package org.hlorun.language.benchmark;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.function.ThrowingSupplier;

/**
 * Holds that something does not take time out of proportion: the time of the processor counts, so
 * that other programs on the machine make nothing look slow.
 */
public final class TimeLimit {
  /** Whatever runs so long by the clock hangs. */
  private static final Duration HANGS = Duration.ofMinutes(10);

  private TimeLimit() {}

  /** Runs something that must take less time of the processor than {@code limit}. */
  public static <T> T assertWithin(Duration limit, ThrowingSupplier<T> body, String what) {
    return assertTimeoutPreemptively(
        HANGS,
        () -> {
          long start = ThreadClock.nanos();
          T result = body.get();
          double millis = ThreadClock.millisSince(start);
          assertTrue(millis < limit.toMillis(), () -> what + " took " + millis + " ms");
          return result;
        },
        what);
  }
}
