package org.hlorun.cpu.limits;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hlorun.kernelir.llvm.JitCode;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.LlvmHost;
import org.hlorun.kernelir.llvm.LlvmTarget;

/**
 * What cores can do at most, measured.
 *
 * @param copyGigabytes 10^9 bytes read and written in a second by copies between arrays of 64 MB
 * @param gigaflops 10^9 f32 operations in a second of independent multiply-adds
 */
public record MachineLimits(double copyGigabytes, double gigaflops) {
  private static final int ACCUMULATORS = 12;
  private static final long LOOPS = 2_000_000;
  private static final long COPY_BYTES = 64L << 20;

  /** Vectors copied in an iteration; with them it covers whole lines of the caches. */
  private static final int COPY_VECTORS = 4;

  private static final String PASSES = "function(early-cse)";

  /**
   * Measures what threads can do that all run at once; takes about 30 ms a repeat.
   *
   * @param threads how many
   * @param repeats how often each does the same; the best counts
   * @throws IllegalStateException if a measurement fails
   */
  public static MachineLimits measure(int threads, int repeats) {
    LlvmHost host = LlvmHost.detect();
    LlvmTarget target = new LlvmTarget(host.triple(), host.cpu(), host.features(), PASSES);
    int lanes = host.features().contains("+avx512f") ? 16 : 8;
    try (JitCode code = new JitCode(target)) {
      code.add(LlvmCompiler.compile(module(lanes), LlvmCompiler.Output.OBJECT, target));
      MemorySegment copy = code.symbol("copy");
      MemorySegment multiply = code.symbol("multiply_add");
      return new MachineLimits(
          together(threads, () -> 2.0 * COPY_BYTES / least(copy, COPY_BYTES, repeats)),
          together(
              threads, () -> 2.0 * lanes * ACCUMULATORS * LOOPS / least(multiply, LOOPS, repeats)));
    }
  }

  /** The sum of what each of some threads measures. */
  private static double together(int threads, Callable<Double> measurement) {
    double sum = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Double>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(executor.submit(measurement));
      }
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

  private static double least(MemorySegment function, long count, int repeats) {
    MethodHandle handle =
        Linker.nativeLinker()
            .downcallHandle(
                function,
                FunctionDescriptor.ofVoid(
                    ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    long least = Long.MAX_VALUE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocate(COPY_BYTES, 64).fill((byte) 1);
      MemorySegment to = arena.allocate(COPY_BYTES, 64).fill((byte) 2);
      for (int i = 0; i < repeats; i++) {
        long start = System.nanoTime();
        handle.invokeExact(to, from, count);
        least = Math.min(least, System.nanoTime() - start);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return least;
  }

  /** Both loops as LLVM IR: {@code void f(ptr to, ptr from, i64 count)}. */
  private static String module(int lanes) {
    return copyFunction(lanes) + multiplyFunction("<" + lanes + " x float>", lanes);
  }

  /** Vectors one after the other: the C library's copy is slower on some machines. */
  private static String copyFunction(int lanes) {
    String type = "<" + lanes + " x float>";
    StringBuilder text = new StringBuilder();
    text.append(
        """
        define void @copy(ptr %to, ptr %from, i64 %count) "prefer-vector-width"="512" {
        entry:
          br label %loop
        loop:
          %i = phi i64 [ 0, %entry ], [ %next, %loop ]
        """);
    for (int part = 0; part < COPY_VECTORS; part++) {
      int offset = part * lanes * Float.BYTES;
      text.append("  %%o%d = add i64 %%i, %d\n".formatted(part, offset));
      text.append("  %%f%d = getelementptr i8, ptr %%from, i64 %%o%d\n".formatted(part, part));
      text.append("  %%t%d = getelementptr i8, ptr %%to, i64 %%o%d\n".formatted(part, part));
      text.append("  %%v%d = load %s, ptr %%f%d, align 32\n".formatted(part, type, part));
      text.append("  store %s %%v%d, ptr %%t%d, align 32\n".formatted(type, part, part));
    }
    int step = COPY_VECTORS * lanes * Float.BYTES;
    return text.append("  %next = add i64 %i, ")
        .append(step)
        .append(
            """

              %more = icmp slt i64 %next, %count
              br i1 %more, label %loop, label %done
            done:
              ret void
            }
            """)
        .toString();
  }

  private static String multiplyFunction(String type, int lanes) {
    StringBuilder text = new StringBuilder();
    text.append(
        "declare %s @llvm.fma.v%df32(%s, %s, %s)\n".formatted(type, lanes, type, type, type));
    text.append(
        "define void @multiply_add(ptr %to, ptr %from, i64 %count) \"prefer-vector-width\"=\"512\""
            + " {\n");
    text.append("entry:\n  %factor = load ")
        .append(type)
        .append(", ptr %from\n  br label %loop\nloop:\n");
    text.append("  %i = phi i64 [ 0, %entry ], [ %next, %loop ]\n");
    for (int a = 0; a < ACCUMULATORS; a++) {
      text.append(
          "  %%a%d = phi %s [ zeroinitializer, %%entry ], [ %%b%d, %%loop ]\n"
              .formatted(a, type, a));
    }
    for (int a = 0; a < ACCUMULATORS; a++) {
      text.append(
          "  %%b%d = call %s @llvm.fma.v%df32(%s %%factor, %s %%factor, %s %%a%d)\n"
              .formatted(a, type, lanes, type, type, type, a));
    }
    text.append("  %next = add i64 %i, 1\n  %more = icmp slt i64 %next, %count\n");
    text.append("  br i1 %more, label %loop, label %done\ndone:\n");
    for (int a = 0; a < ACCUMULATORS; a++) {
      text.append("  %%p%d = getelementptr %s, ptr %%to, i64 %d\n".formatted(a, type, a));
      text.append("  store %s %%b%d, ptr %%p%d, align 4\n".formatted(type, a, a));
    }
    return text.append("  ret void\n}\n").toString();
  }
}
