package org.hlorun.cpu.runtime;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.hlorun.kernelir.llvm.NativeCall;

/**
 * A parallel loop that is being run. Each thread has a share of the iterations, the same in every
 * loop of that length, so that it finds in its core's caches what it left there in the loop before;
 * a thread that is done with its share goes on with what is left of the others'. Threads take their
 * iterations in pieces that get smaller, so that all are done at about the same time although cores
 * differ in speed, and few pieces are needed.
 */
final class ParallelLoop {
  private static final int SPINS = 20_000;
  private static final long PATIENCE_NANOS = 100_000;

  /** A piece is this part of what is left of a share. */
  private static final int PIECES_LEFT = 3;

  /** No piece is less than this part of a share, but for its last one. */
  private static final int MOST_PIECES = 16;

  /** Longs between counters that different threads change: two lines of the caches. */
  private static final int STRIDE = 16;

  private final MemorySegment kernel;
  private final long arguments;
  private final long count;
  private final int shares;
  private final NativeRun run = NativeRun.current();
  private final Thread owner = Thread.currentThread();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** The next iteration of each share, {@link #STRIDE} apart. */
  private final AtomicLongArray next;

  /** Threads that run this loop now; 0 = it is over, and nobody may join any more. */
  private final AtomicInteger active = new AtomicInteger(1);

  /**
   * @param kernel {@code void kernel(ptr arguments, i64 begin, i64 end)}
   * @param count iterations
   * @param threads how many threads may run it
   */
  ParallelLoop(MemorySegment kernel, long arguments, long count, int threads) {
    this.kernel = kernel;
    this.arguments = arguments;
    this.count = count;
    this.shares = threads;
    this.next = new AtomicLongArray((threads + 1) * STRIDE);
    for (int share = 0; share < threads; share++) {
      next.set(place(share), begin(share));
    }
  }

  private static int place(int share) {
    return (share + 1) * STRIDE;
  }

  /** The first iteration of a share; of the number of shares, the number of iterations. */
  private long begin(int share) {
    return count / shares * share + Math.min(share, count % shares);
  }

  /** Takes part, unless the loop is over; says whether it did. */
  boolean join() {
    int threads = active.get();
    while (threads > 0) {
      if (active.compareAndSet(threads, threads + 1)) {
        return true;
      }
      threads = active.get();
    }
    return false;
  }

  /**
   * Runs pieces until none is left, or the run is stopped.
   *
   * @param thread the number of the calling thread, whose share comes first
   */
  void run(int thread) {
    try {
      for (int i = 0; i < shares; i++) {
        runShare((thread + i) % shares);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    } finally {
      if (active.decrementAndGet() == 0) {
        LockSupport.unpark(owner);
      }
    }
  }

  private void runShare(int share) throws Throwable {
    long end = begin(share + 1);
    long least = Math.max(1, (end - begin(share)) / MOST_PIECES);
    int place = place(share);
    long from = next.get(place);
    while (from < end && (run == null || !run.isStopped())) {
      long to = Math.min(end, from + Math.max(least, (end - from) / PIECES_LEFT));
      if (next.compareAndSet(place, from, to)) {
        NativeCall.call(kernel, arguments, from, to);
      }
      from = next.get(place);
    }
  }

  /** Waits for the threads that joined, and throws what went wrong on one of them. */
  void finish() throws Throwable {
    for (int spins = 0; active.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, PATIENCE_NANOS);
      }
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }
}
