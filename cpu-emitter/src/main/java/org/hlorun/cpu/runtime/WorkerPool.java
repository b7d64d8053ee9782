package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.hlorun.kernelir.llvm.NativeCall;

/**
 * Threads that run the iterations of parallel loops. The thread that starts a loop takes part in it
 * and returns when all iterations are done. One loop runs at a time; while it does, others run on
 * the thread that starts them.
 */
public final class WorkerPool implements AutoCloseable {
  private static final int SPINS = 20_000;
  private static final int PIECES_ALONE = 8;
  private static final long STACK_BYTES = 4L << 20;

  private final int size;
  private final ParallelLoop loop;
  private final Arena arena = Arena.ofShared();
  private final ReentrantLock lock = new ReentrantLock();

  /** The threads besides those that start loops; they start with the first loop. */
  private volatile List<Worker> threads = List.of();

  private volatile boolean closed;

  /**
   * @param size threads that run a loop, the one that starts it included
   */
  public WorkerPool(int size) {
    this.size = size;
    this.loop = new ParallelLoop(size);
  }

  /**
   * Makes {@code void parallel(ptr kernel, ptr arguments, i64 count)}, which is there until this is
   * closed.
   */
  public MemorySegment service() {
    try {
      MethodHandle method =
          MethodHandles.lookup()
              .findVirtual(
                  WorkerPool.class,
                  "run",
                  MethodType.methodType(void.class, long.class, long.class, long.class))
              .bindTo(this);
      return Linker.nativeLinker()
          .upcallStub(
              method,
              FunctionDescriptor.ofVoid(
                  ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
              arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nothing may be thrown into native code: failures stop the run that the caller is part of. */
  void run(long kernel, long arguments, long count) {
    try {
      share(kernel, arguments, count);
    } catch (Throwable e) {
      NativeRun.current().stop(e);
    }
  }

  /** Runs a kernel's iterations {@code 0 .. count - 1}, on all threads if they are free. */
  private void share(long kernel, long arguments, long count) throws Throwable {
    if (size == 1 || lock.isHeldByCurrentThread() || !lock.tryLock()) {
      alone(kernel, arguments, count);
      return;
    }
    try {
      if (threads.isEmpty()) {
        threads = start();
      }
      loop.start(kernel, arguments, count);
      for (Worker worker : threads) {
        worker.wake();
      }
      loop.run(0, loop.number());
      loop.finish();
    } finally {
      lock.unlock();
    }
  }

  /** Runs all iterations here, in pieces between which a run can be stopped. */
  private static void alone(long kernel, long arguments, long count) {
    NativeRun run = NativeRun.current();
    MemorySegment code = MemorySegment.ofAddress(kernel);
    long piece = Math.max(1, Math.ceilDiv(count, PIECES_ALONE));
    for (long begin = 0; begin < count && (run == null || !run.isStopped()); begin += piece) {
      NativeCall.call(code, arguments, begin, Math.min(count, begin + piece));
    }
  }

  /** Starts as many threads as the system gives. */
  private List<Worker> start() {
    List<Worker> started = new ArrayList<>();
    try {
      for (int i = 1; i < size; i++) {
        Worker worker = new Worker(i, loop.number());
        worker.thread.setDaemon(true);
        worker.thread.start();
        started.add(worker);
      }
    } catch (OutOfMemoryError e) {
      // The process may have no more threads: fewer are slower and no less right.
    }
    return List.copyOf(started);
  }

  /** A thread that takes part in loops. */
  private final class Worker {
    private final int number;
    private final Thread thread;
    private volatile boolean sleeps;
    private long done;

    /**
     * @param number of the thread; 0 is the one that starts a loop
     * @param done the number of the last loop that is over
     */
    Worker(int number, long done) {
      this.number = number;
      this.done = done;
      this.thread = new Thread(null, this::work, "hlo-native-worker-" + number, STACK_BYTES);
    }

    void wake() {
      if (sleeps) {
        sleeps = false;
        LockSupport.unpark(thread);
      }
    }

    private void work() {
      int spins = 0;
      while (!closed) {
        long current = loop.number();
        if (current != done && (current & 1) == 0) {
          loop.run(number, current);
          done = current;
          spins = 0;
        } else if (spins < SPINS) {
          spins++;
          Thread.onSpinWait();
        } else {
          sleep();
        }
      }
    }

    /** A loop that starts meanwhile either is seen here or sees that this thread sleeps. */
    private void sleep() {
      sleeps = true;
      if (loop.number() == done && !closed) {
        LockSupport.park(this);
      }
      sleeps = false;
    }
  }

  /** Ends the threads. No loop may be running. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(worker -> LockSupport.unpark(worker.thread));
    boolean interrupted = false;
    for (Worker worker : threads) {
      interrupted |= join(worker.thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    arena.close();
  }

  /** Waits for a thread to end; says whether the waiting was interrupted. */
  private static boolean join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
