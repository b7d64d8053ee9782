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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
  private static final long PATIENCE_NANOS = 100_000;
  private static final long STACK_BYTES = 4L << 20;

  /** A loop that is being run. */
  private static final class Task {
    final MemorySegment kernel;
    final long arguments;
    final long count;
    final long chunk;
    final NativeRun run = NativeRun.current();
    final Thread owner = Thread.currentThread();
    final AtomicLong next = new AtomicLong();
    final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Threads that run this loop now; 0 = it is over, and nobody may join any more. */
    final AtomicInteger active = new AtomicInteger(1);

    Task(MemorySegment kernel, long arguments, long count, int threads) {
      this.kernel = kernel;
      this.arguments = arguments;
      this.count = count;
      this.chunk = Math.max(1, count / (threads * 8L));
    }

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

    /** Runs pieces until none is left, or the run is stopped. */
    void run() {
      try {
        long begin = next.getAndAdd(chunk);
        while (begin < count && (run == null || !run.isStopped())) {
          NativeCall.call(kernel, arguments, begin, Math.min(count, begin + chunk));
          begin = next.getAndAdd(chunk);
        }
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      } finally {
        if (active.decrementAndGet() == 0) {
          LockSupport.unpark(owner);
        }
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

  private final int size;
  private final Arena arena = Arena.ofShared();
  private final ReentrantLock lock = new ReentrantLock();

  /** The threads besides those that start loops; they start with the first loop. */
  private volatile List<Thread> threads = List.of();

  private volatile Task task;
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
      Task alone = new Task(kernel, arguments, count, 1);
      alone.run();
      alone.finish();
      return;
    }
    try {
      if (threads.isEmpty()) {
        threads = start();
      }
      Task current = new Task(kernel, arguments, count, threads.size() + 1);
      task = current;
      threads.forEach(LockSupport::unpark);
      current.run();
      current.finish();
    } finally {
      task = null;
      lock.unlock();
    }
  }

  /** Starts as many threads as the system gives. */
  private List<Thread> start() {
    List<Thread> started = new ArrayList<>();
    try {
      for (int i = 1; i < size; i++) {
        Thread thread = new Thread(null, this::work, "hlo-native-worker-" + i, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        started.add(thread);
      }
    } catch (OutOfMemoryError e) {
      // The process may have no more threads: fewer are slower and no less right.
    }
    return List.copyOf(started);
  }

  private void work() {
    Task done = null;
    int spins = 0;
    while (!closed) {
      Task current = task;
      if (current != null && current != done) {
        if (current.join()) {
          current.run();
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
