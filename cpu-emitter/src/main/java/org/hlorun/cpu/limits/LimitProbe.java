package org.hlorun.cpu.limits;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hlorun.kernelir.llvm.JitCode;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.LlvmHost;
import org.hlorun.kernelir.llvm.LlvmTarget;

/**
 * Measures again and again what cores can do at most, so that it can be done between the runs of
 * what is held against it: cores differ from each other, and what a core is given of a machine that
 * others use, too, differs from one second to the next.
 *
 * <p>The calling thread is one of those that measure, so that with one thread the core is the one
 * that runs the caller's own work.
 */
public final class LimitProbe implements AutoCloseable {
  private static final long LOOPS = 1_000_000;
  private static final long COPY_BYTES = 64L << 20;
  private static final String PASSES = "function(early-cse)";

  /** Two arrays of a thread. */
  private record Arrays(MemorySegment to, MemorySegment from) {}

  private final Arena arena = Arena.ofShared();
  private final JitCode code;
  private final MethodHandle copy;
  private final MethodHandle multiply;
  private final int lanes;
  private final List<Arrays> arrays = new ArrayList<>();
  private final ExecutorService others;
  private final CyclicBarrier start;
  private final List<Double> copyRates = new ArrayList<>();
  private final List<Double> operationRates = new ArrayList<>();

  /**
   * Compiles what is measured, and takes 128 MB a thread.
   *
   * @param threads how many threads measure at once
   */
  public LimitProbe(int threads) {
    LlvmHost host = LlvmHost.detect();
    LlvmTarget target = new LlvmTarget(host.triple(), host.cpu(), host.features(), PASSES);
    lanes = host.features().contains("+avx512f") ? 16 : 8;
    code = new JitCode(target);
    code.add(LlvmCompiler.compile(LimitKernels.module(lanes), LlvmCompiler.Output.OBJECT, target));
    copy = function("copy");
    multiply = function("multiply_add");
    for (int i = 0; i < threads; i++) {
      arrays.add(
          new Arrays(
              arena.allocate(COPY_BYTES, 64).fill((byte) 2),
              arena.allocate(COPY_BYTES, 64).fill((byte) 1)));
    }
    others = Executors.newFixedThreadPool(Math.max(1, threads - 1));
    start = new CyclicBarrier(threads);
  }

  private MethodHandle function(String name) {
    return Linker.nativeLinker()
        .downcallHandle(
            code.symbol(name),
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  }

  /**
   * Measures once, which takes about 10 ms, and leaves the caches full of other data.
   *
   * @throws IllegalStateException if it fails
   */
  public void measure() {
    double bytes = 2.0 * COPY_BYTES;
    copyRates.add(together(copy, COPY_BYTES, bytes));
    double operations = 2.0 * lanes * LimitKernels.ACCUMULATORS * LOOPS;
    operationRates.add(together(multiply, LOOPS, operations));
  }

  /** The sum of what all threads do in a nanosecond. */
  private double together(MethodHandle function, long count, double work) {
    List<Future<Double>> parts = new ArrayList<>();
    for (Arrays mine : arrays.subList(1, arrays.size())) {
      parts.add(others.submit(() -> rate(function, mine, count, work)));
    }
    double sum = rate(function, arrays.getFirst(), count, work);
    try {
      for (Future<Double> part : parts) {
        sum += part.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return sum;
  }

  private double rate(MethodHandle function, Arrays mine, long count, double work) {
    try {
      start.await();
      long begin = System.nanoTime();
      function.invokeExact(mine.to, mine.from, count);
      return work / (System.nanoTime() - begin);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The most that was measured.
   *
   * @throws java.util.NoSuchElementException if nothing was measured
   */
  public MachineLimits best() {
    return new MachineLimits(Collections.max(copyRates), Collections.max(operationRates));
  }

  /**
   * The middle of what was measured.
   *
   * @throws IndexOutOfBoundsException if nothing was measured
   */
  public MachineLimits median() {
    return new MachineLimits(median(copyRates), median(operationRates));
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().toList().get(rates.size() / 2);
  }

  @Override
  public void close() {
    others.close();
    code.close();
    arena.close();
  }
}
