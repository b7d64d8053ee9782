package org.hlorun.cpu.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.hlorun.kernelir.llvm.NativeCall;

/**
 * The parallel loops of a pool of threads, one at a time. Each thread has a share of the
 * iterations, the same in every loop of that length, so that it finds in its core's caches what it
 * left there in the loop before; a thread that is done with its share goes on with what is left of
 * the others'. A share is cut into units, which threads take in pieces that get smaller, so that
 * all are done at about the same time although cores differ in speed, and few pieces are needed.
 *
 * <p>A loop may take a microsecond, in which a line of the caches goes from core to core only a few
 * times. So all state is in one array: what a loop is in one place; the units taken of a share in a
 * line, together with the number of the loop, so that nobody has to reset it. All units of a loop
 * are taken before the next one begins: a thread that comes late takes none. Its number says
 * whether what it reads of a loop belongs together: it is odd while that is written.
 */
final class ParallelLoop {
  private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int SPINS = 20_000;
  private static final long PATIENCE_NANOS = 100_000;

  /**
   * How long the share of a thread that has not begun is left to it: it has its part of the data.
   */
  private static final long START_NANOS = 3_000;

  /** Units of a share at most. */
  private static final int UNITS = 16;

  /** A piece is this part of the units that are left of a share. */
  private static final long PIECES_LEFT = 3;

  /** Longs between those that different threads change: two lines of the caches. */
  private static final int STRIDE = 16;

  private static final int NUMBER = STRIDE;
  private static final int KERNEL = NUMBER + 1;
  private static final int ARGUMENTS = NUMBER + 2;
  private static final int COUNT = NUMBER + 3;
  private static final int DONE = 2 * STRIDE;
  private static final int FIRST_SHARE = 3 * STRIDE;

  /** Of a share: bits of units taken, a bit for its own thread's, above them the loop's number. */
  private static final int NUMBER_SHIFT = 16;

  private static final long OWNER = 1L << (NUMBER_SHIFT - 1);
  private static final long TAKEN = OWNER - 1;

  private final int shares;
  private final long[] state;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private NativeRun run;
  private volatile Thread waiting;

  /**
   * @param threads how many threads may run a loop, that which starts it included
   */
  ParallelLoop(int threads) {
    shares = threads;
    state = new long[FIRST_SHARE + (threads + 1) * STRIDE];
  }

  /** The number of the last loop that was started, or that is being started if it is odd. */
  long number() {
    return (long) STATE.getVolatile(state, NUMBER);
  }

  /**
   * Starts a loop, of which all others are over. The caller then takes part in it, and finishes it.
   *
   * @param kernel {@code void kernel(ptr arguments, i64 begin, i64 end)}
   * @param count iterations
   */
  void start(long kernel, long arguments, long count) {
    long number = state[NUMBER];
    STATE.setVolatile(state, NUMBER, number + 1);
    VarHandle.storeStoreFence(); // later stores may be seen before a volatile one otherwise
    run = NativeRun.current();
    failure.setPlain(null);
    state[KERNEL] = kernel;
    state[ARGUMENTS] = arguments;
    state[COUNT] = count;
    state[DONE] = 0;
    STATE.setVolatile(state, NUMBER, number + 2);
  }

  /**
   * Runs pieces until none is left. Whatever goes wrong does so in a piece, and {@link #finish}
   * throws it: the units that were taken must be counted, or others would wait for them.
   *
   * @param thread the number of the calling thread, whose share comes first
   * @param number of the loop; if it is over, nothing is run
   */
  void run(int thread, long number) {
    long kernel = state[KERNEL];
    long arguments = state[ARGUMENTS];
    long count = state[COUNT];
    VarHandle.loadLoadFence();
    if (number() != number) {
      return;
    }
    long done = 0;
    for (int i = 0; i < shares; i++) {
      int share = (thread + i) % shares;
      if (i > 0) {
        waitForOwner(share, number, count);
      }
      long piece = take(share, number, count, i == 0);
      while (piece != 0) {
        run(kernel, arguments, count, share, piece);
        done += piece & TAKEN;
        piece = take(share, number, count, i == 0);
      }
    }
    if (done > 0 && done + (long) STATE.getAndAdd(state, DONE, done) == units(count)) {
      LockSupport.unpark(waiting);
    }
  }

  private static int place(int share) {
    return FIRST_SHARE + share * STRIDE;
  }

  /** The first iteration of a share; of the number of shares, the number of iterations. */
  private long begin(int share, long count) {
    return count / shares * share + Math.min(share, count % shares);
  }

  private long units(int share, long count) {
    return Math.min(UNITS, begin(share + 1, count) - begin(share, count));
  }

  private long units(long count) {
    long units = 0;
    for (int share = 0; share < shares; share++) {
      units += units(share, count);
    }
    return units;
  }

  /** Gives a thread that has not begun with its share a moment to do so. */
  private void waitForOwner(int share, long number, long count) {
    if (units(share, count) == 0) {
      return;
    }
    long end = System.nanoTime() + START_NANOS;
    while ((long) STATE.getVolatile(state, place(share)) >> NUMBER_SHIFT < number
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /**
   * Takes units of a share. The last one is left to the share's own thread if it has begun: it is
   * there sooner than the data are here.
   *
   * @return the first unit, shifted, and how many; 0 = none
   */
  private long take(int share, long number, long count, boolean isOwn) {
    long units = units(share, count);
    while (true) {
      long before = (long) STATE.getVolatile(state, place(share));
      long of = before >> NUMBER_SHIFT;
      long taken = of == number ? before & TAKEN : 0;
      long owner = isOwn ? OWNER : of == number ? before & OWNER : 0;
      long left = units - taken;
      if (of > number || left == 0 || (left == 1 && !isOwn && owner != 0)) {
        return 0;
      }
      long piece = Math.max(1, left / PIECES_LEFT);
      long after = number << NUMBER_SHIFT | owner | taken + piece;
      if (STATE.compareAndSet(state, place(share), before, after)) {
        return taken << NUMBER_SHIFT | piece;
      }
    }
  }

  private void run(long kernel, long arguments, long count, int share, long piece) {
    if (run != null && run.isStopped() || failure.get() != null) {
      return;
    }
    long first = begin(share, count);
    long length = begin(share + 1, count) - first;
    long units = units(share, count);
    long from = piece >> NUMBER_SHIFT;
    long to = from + (piece & TAKEN);
    try {
      NativeCall.call(
          MemorySegment.ofAddress(kernel),
          arguments,
          first + length * from / units,
          first + length * to / units);
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Waits for the threads that take part, and throws what went wrong on one of them. */
  void finish() throws Throwable {
    long units = units(state[COUNT]);
    for (int spins = 0; (long) STATE.getVolatile(state, DONE) < units; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        waiting = Thread.currentThread();
        LockSupport.parkNanos(this, PATIENCE_NANOS);
      }
    }
    waiting = null;
    if (failure.get() != null) {
      throw failure.get();
    }
  }
}
