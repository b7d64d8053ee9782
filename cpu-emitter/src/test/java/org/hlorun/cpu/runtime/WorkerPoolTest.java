package org.hlorun.cpu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerPoolTest {
  private static final int ITERATIONS = 4096;

  private final AtomicIntegerArray runs = new AtomicIntegerArray(ITERATIONS);
  private final Map<Thread, Long> firstOfThread = new ConcurrentHashMap<>();
  private final AtomicLong pieces = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  /** The run that the first piece stops, if any. */
  private volatile NativeRun stopping;

  /** Threads that must have begun before any goes on. */
  private volatile int meeting = 1;

  /** A kernel: counts its iterations. */
  void piece(long arguments, long begin, long end) {
    pieces.incrementAndGet();
    if (stopping != null) {
      stopping.stop(new IllegalStateException("enough"));
    }
    longest.accumulateAndGet(end - begin, Math::max);
    firstOfThread.putIfAbsent(Thread.currentThread(), begin);
    long patience = System.nanoTime() + 20_000_000_000L;
    while (firstOfThread.size() < meeting && System.nanoTime() < patience) {
      Thread.onSpinWait();
    }
    for (long i = begin; i < end; i++) {
      runs.incrementAndGet((int) i);
    }
  }

  private void run(int threads, long count) throws ReflectiveOperationException {
    try (Arena arena = Arena.ofShared();
        WorkerPool pool = new WorkerPool(threads)) {
      pool.run(kernel(arena, "piece", new Object[] {this}).address(), 0, count);
    }
  }

  /** Native code that calls a method of this class, the first arguments of which are given. */
  private static MemorySegment kernel(Arena arena, String method, Object[] given)
      throws ReflectiveOperationException {
    MethodType words = MethodType.methodType(void.class, long.class, long.class, long.class);
    MethodType type =
        given.length == 1 ? words : words.insertParameterTypes(0, given[1].getClass());
    return Linker.nativeLinker()
        .upcallStub(
            MethodHandles.insertArguments(
                MethodHandles.lookup().findVirtual(WorkerPoolTest.class, method, type), 0, given),
            FunctionDescriptor.ofVoid(
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            arena);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 100", "2, 1", "2, 2", "2, 3", "2, 4096", "3, 2", "3, 1000", "5, 4095"})
  void everyIterationRunsOnce(int threads, int count) throws ReflectiveOperationException {
    run(threads, count);
    for (int i = 0; i < ITERATIONS; i++) {
      assertEquals(i < count ? 1 : 0, runs.get(i), "iteration " + i);
    }
  }

  /** Threads that come late to one loop must not take anything of the next by its numbers. */
  @Test
  void manyShortLoopsFollowEachOther() throws ReflectiveOperationException {
    AtomicLong sum = new AtomicLong();
    long expected = 0;
    try (Arena arena = Arena.ofShared();
        WorkerPool pool = new WorkerPool(3)) {
      MemorySegment kernel = kernel(arena, "add", new Object[] {this, sum});
      for (long loop = 0; loop < 20_000; loop++) {
        long count = 1 + loop * 7 % 60;
        pool.run(kernel.address(), loop, count);
        expected += count * (loop + 1);
        assertEquals(expected, sum.get(), "after loop " + loop);
      }
    }
  }

  /** A kernel: adds its argument and one for each iteration. */
  void add(AtomicLong sum, long arguments, long begin, long end) {
    sum.addAndGet((end - begin) * (arguments + 1));
  }

  @Test
  void nothingToDoCallsNothing() throws ReflectiveOperationException {
    run(2, 0);
    assertEquals(0, pieces.get());
  }

  /** What a thread has in its caches of one loop it finds there in the next. */
  @Test
  void everyThreadBeginsWithItsOwnShare() throws ReflectiveOperationException {
    meeting = 3;
    run(3, 300);
    assertEquals(0, firstOfThread.get(Thread.currentThread()));
    assertEquals(Set.of(0L, 100L, 200L), Set.copyOf(firstOfThread.values()));
  }

  /** Pieces are large at first: starting one costs time, and the last ones even out the ends. */
  @Test
  void aShareIsTakenInFewPieces() throws ReflectiveOperationException {
    run(2, ITERATIONS);
    assertTrue(pieces.get() >= 4 && pieces.get() <= 2 * 12, "pieces: " + pieces);
    assertTrue(longest.get() >= ITERATIONS / 2 / 16 * 5, "the longest: " + longest);
  }

  @Test
  void aRunThatWasStoppedCallsNothingMore() throws ReflectiveOperationException {
    try (Arena arena = Arena.ofShared();
        NativeRun run = new NativeRun(arena.allocate(ValueLayout.JAVA_INT))) {
      stopping = run;
      run(2, ITERATIONS);
    }
    assertTrue(pieces.get() <= 2, "pieces: " + pieces);
  }
}
