package org.hlorun.interpreter.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hlorun.interpreter.op.Evaluation.RangeTask;

/**
 * Splits loops over threads. Ranges do not depend on the number of threads, only who takes which
 * does.
 */
final class Workers {
  /**
   * A range is at most this many grains, so that there are enough to balance and to poll between.
   */
  private static final long GRAINS_PER_RANGE = 16;

  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("hlo-worker-", 0).daemon(true).factory());
  private static final ThreadLocal<Boolean> IN_WORKER = ThreadLocal.withInitial(() -> false);

  private final int threads;

  /**
   * @param threads number of threads; 0 = one per core
   */
  Workers(int threads) {
    this.threads = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Runs {@code task} over {@code [0, count)} in ranges that begin at multiples of {@code grain}.
   */
  void parallel(long count, long grain, RangeTask task, Runnable poll) {
    if (count <= 0) {
      return;
    }
    long step = Math.max(1, grain);
    long grains = Math.ceilDiv(count, step);
    if (threads == 1 || grains == 1 || IN_WORKER.get()) {
      sequential(count, step, task, poll);
      return;
    }
    long perRange = Math.clamp(grains / (4L * threads), 1, GRAINS_PER_RANGE) * step;
    share(count, perRange, task, poll);
  }

  private static void sequential(long count, long step, RangeTask task, Runnable poll) {
    long range = step * GRAINS_PER_RANGE;
    for (long start = 0; start < count; start += range) {
      poll.run();
      task.run(start, Math.min(count, start + range));
    }
  }

  private void share(long count, long range, RangeTask task, Runnable poll) {
    AtomicLong next = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          IN_WORKER.set(true);
          try {
            long start;
            while (failure.get() == null && (start = next.getAndAdd(range)) < count) {
              poll.run();
              task.run(start, Math.min(count, start + range));
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            IN_WORKER.set(false);
          }
        };
    int helpers = (int) Math.min(threads, Math.ceilDiv(count, range)) - 1;
    CountDownLatch done = new CountDownLatch(helpers);
    for (int i = 0; i < helpers; i++) {
      POOL.execute(
          () -> {
            try {
              work.run();
            } finally {
              done.countDown();
            }
          });
    }
    work.run();
    await(done);
    rethrow(failure.get());
  }

  private static void await(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the helpers write into our arrays: never leave before they are done
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
