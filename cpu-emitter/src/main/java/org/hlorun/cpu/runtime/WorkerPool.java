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

/**
 * Threads that run the iterations of parallel loops. The thread that starts a loop takes part in it
 * and returns when all iterations are done. One loop runs at a time; while it does, others run on
 * the thread that starts them.
 */
public final class WorkerPool implements AutoCloseable {
  private static final int SPINS = 20_000;
  private static final long STACK_BYTES = 4L << 20;

  private final int size;
  private final Arena arena = Arena.ofShared();
  private final ReentrantLock lock = new ReentrantLock();

  /** The threads besides those that start loops; they start with the first loop. */
  private volatile List<Thread> threads = List.of();

  private volatile ParallelLoop loop;
  private volatile boolean closed;

  /**
   * @param size threads that run a loop, the one that starts it included
   */
  public WorkerPool(int size) {
    this.size = size;
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
      share(MemorySegment.ofAddress(kernel), arguments, count);
    } catch (Throwable e) {
      NativeRun.current().stop(e);
    }
  }

  /** Runs a kernel's iterations {@code 0 .. count - 1}, on all threads if they are free. */
  private void share(MemorySegment kernel, long arguments, long count) throws Throwable {
    if (size == 1 || !lock.tryLock()) {
      ParallelLoop alone = new ParallelLoop(kernel, arguments, count, 1);
      alone.run(0);
      alone.finish();
      return;
    }
    try {
      if (threads.isEmpty()) {
        threads = start();
      }
      ParallelLoop current = new ParallelLoop(kernel, arguments, count, threads.size() + 1);
      loop = current;
      threads.forEach(LockSupport::unpark);
      current.run(0);
      current.finish();
    } finally {
      loop = null;
      lock.unlock();
    }
  }

  /** Starts as many threads as the system gives. */
  private List<Thread> start() {
    List<Thread> started = new ArrayList<>();
    try {
      for (int i = 1; i < size; i++) {
        int number = i;
        Thread thread = new Thread(null, () -> work(number), "hlo-native-worker-" + i, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        started.add(thread);
      }
    } catch (OutOfMemoryError e) {
      // The process may have no more threads: fewer are slower and no less right.
    }
    return List.copyOf(started);
  }

  /**
   * @param number of the thread; 0 is the one that starts a loop
   */
  private void work(int number) {
    ParallelLoop done = null;
    int spins = 0;
    while (!closed) {
      ParallelLoop current = loop;
      if (current != null && current != done) {
        if (current.join()) {
          current.run(number);
        }
        done = current;
        spins = 0;
      } else if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Ends the threads. No loop may be running. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= join(thread);
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
