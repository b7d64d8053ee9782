package org.hlorun.cpu.benchmark;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hlorun.cpu.CpuBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;

/**
 * What a call of a small program costs beyond its work: one multiplication and addition of 16
 * numbers, on one thread. Prints microseconds per call: the mean of the first 1,000 calls, and of
 * 1,000,000 calls after them, taken as 20 times 50,000, the mean, the least and the median.
 */
public final class CallBenchmark {
  private static final int FIRST = 1_000;
  private static final int CALLS = 50_000;
  private static final int TIMES = 20;

  private static final String PROGRAM =
      """
      HloModule small
      ENTRY main {
        x = f32[16] parameter(0)
        y = f32[16] parameter(1)
        p = f32[16] multiply(x, y)
        ROOT s = f32[16] add(p, x)
      }
      """;

  private CallBenchmark() {}

  public static void main(String[] args) {
    HloModule module = HloParser.parse(SourceText.of("small.hlo", PROGRAM));
    HloVerifier.verify(module);
    ArrayShape shape = ArrayShape.of(ElementType.F32, 16);
    List<Literal> heap = List.of(ArrayLiteral.allocate(shape), ArrayLiteral.allocate(shape));
    try (Arena arena = Arena.ofConfined();
        Executable executable = new CpuBackend().compile(module, Options.DEFAULT.withThreads(1))) {
      List<Literal> offHeap = List.of(offHeap(shape, arena), offHeap(shape, arena));
      Literal result = offHeap(shape, arena);
      report("runInto, arguments off heap", () -> executable.runInto(offHeap, result));
      report("run, arguments off heap", () -> executable.run(offHeap));
      report("run, arguments on the heap", () -> executable.run(heap));
    }
  }

  private static ArrayLiteral offHeap(ArrayShape shape, Arena arena) {
    return ArrayLiteral.of(shape, arena.allocate(shape.byteSize(), 64));
  }

  private static void report(String what, Runnable call) {
    double first = micros(call, FIRST);
    double[] micros = new double[TIMES];
    for (int time = 0; time < TIMES; time++) {
      micros[time] = micros(call, CALLS);
    }
    Arrays.sort(micros);
    System.out.printf(
        Locale.ROOT,
        "%-32s first 1,000: %6.2f   1,000,000: mean %6.2f least %6.2f median %6.2f%n",
        what,
        first,
        Arrays.stream(micros).average().orElseThrow(),
        micros[0],
        micros[TIMES / 2]);
  }

  private static double micros(Runnable call, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    return (System.nanoTime() - start) / 1e3 / calls;
  }
}
