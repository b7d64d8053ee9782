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
  private static final MethodHandle KERNEL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  /** A loop that is being run. */
  private static final class Task {
    final MemorySegment kernel;
    final MemorySegment arguments;
    final long count;
    final long chunk;
    final AtomicLong next = new AtomicLong();

    /** Threads that run this loop now; 0 = it is over, and nobody may join any more. */
    final AtomicInteger active = new AtomicInteger(1);

    Task(MemorySegment kernel, MemorySegment arguments, long count, int threads) {
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

    void run() {
      try {
        for (long begin = next.getAndAdd(chunk); begin < count; begin = next.getAndAdd(chunk)) {
          KERNEL.invokeExact(kernel, arguments, begin, Math.min(count, begin + chunk));
        }
      } catch (Throwable e) {
        throw new IllegalStateException("a kernel cannot be called", e);
      } finally {
        active.decrementAndGet();
      }
    }
  }

  private final Arena arena = Arena.ofShared();
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final MemorySegment service;
  private volatile Task task;
  private volatile boolean closed;

  /**
   * @param size threads that run a loop, the one that starts it included
   */
  public WorkerPool(int size) {
    service = serviceStub();
    for (int i = 1; i < size; i++) {
      Thread thread = new Thread(null, this::work, "hlo-worker-" + i, STACK_BYTES);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private MemorySegment serviceStub() {
    try {
      MethodHandle method =
          MethodHandles.lookup()
              .findVirtual(
                  WorkerPool.class,
                  "run",
                  MethodType.methodType(
                      void.class, MemorySegment.class, MemorySegment.class, long.class))
              .bindTo(this);
      return Linker.nativeLinker()
          .upcallStub(
              method,
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
              arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of {@code void parallel(ptr kernel, ptr arguments, i64 count)}. */
  public MemorySegment service() {
    return service;
  }

  /** Runs a kernel's iterations {@code 0 .. count - 1}, on all threads if they are free. */
  void run(MemorySegment kernel, MemorySegment arguments, long count) {
    if (threads.isEmpty() || !lock.tryLock()) {
      new Task(kernel, arguments, count, 1).run();
      return;
    }
    try {
      Task current = new Task(kernel, arguments, count, threads.size() + 1);
      task = current;
      threads.forEach(LockSupport::unpark);
      current.run();
      while (current.active.get() > 0) {
        Thread.onSpinWait();
      }
      task = null;
    } finally {
      lock.unlock();
    }
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

  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    arena.close();
  }
}
