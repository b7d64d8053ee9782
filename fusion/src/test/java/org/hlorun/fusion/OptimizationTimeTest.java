package org.hlorun.fusion;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

/**
 * The time to optimise grows with the size of a program about as the size does. It is the time of
 * the processor, so that a busy machine does not matter. With the system property {@code
 * hlo.sizes=100,1000,10000,100000} the times of these sizes are printed as well.
 */
class OptimizationTimeTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** One layer of {@code LAYER_SIZE} instructions, on which most passes have something to do. */
  private static final String LAYER =
      """
        layer.t# = f32[16,16] transpose(w), dimensions={1,0}
        layer.d# = f32[8,16] dot(x.#, layer.t#), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        layer.c# = f32[] constant(#)
        layer.b# = f32[8,16] broadcast(layer.c#), dimensions={}
        layer.a# = f32[8,16] add(layer.d#, layer.b#)
        layer.z# = f32[] constant(0)
        layer.r# = f32[8] reduce(layer.a#, layer.z#), dimensions={1}, to_apply=sum
        layer.e# = f32[8,1] reshape(layer.r#)
        layer.f# = f32[8] reshape(layer.e#)
        layer.g# = f32[8,16] broadcast(layer.f#), dimensions={0}
        layer.k# = f32[8,16] subtract(layer.a#, layer.g#)
        layer.u# = f32[16,8] transpose(layer.k#), dimensions={1,0}
        layer.v# = f32[8,16] transpose(layer.u#), dimensions={1,0}
        x.NEXT = f32[8,16] tanh(layer.v#)
      """;

  private static final int LAYER_SIZE = 14;

  private static HloModule program(int instructions) {
    StringBuilder text =
        new StringBuilder(
            """
            HloModule layers
            sum {
              p = f32[] parameter(0)
              q = f32[] parameter(1)
              ROOT s = f32[] add(p, q)
            }
            ENTRY e {
              x.0 = f32[8,16] parameter(0)
              w = f32[16,16] parameter(1)
            """);
    int layers = instructions / LAYER_SIZE;
    for (int i = 0; i < layers; i++) {
      text.append(LAYER.replace("#", String.valueOf(i)).replace("NEXT", String.valueOf(i + 1)));
    }
    text.append("  ROOT out = f32[8,16] negate(x.%d)\n}\n".formatted(layers));
    return HloParser.parse(SourceText.of("layers.hlo", text.toString()));
  }

  /** The least processor time of some runs, in milliseconds. */
  private static double millis(HloModule module, int runs) {
    double least = Double.MAX_VALUE;
    for (int run = 0; run < runs; run++) {
      long start = THREADS.getCurrentThreadCpuTime();
      OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
      least = Math.min(least, (THREADS.getCurrentThreadCpuTime() - start) / 1e6);
    }
    return least;
  }

  @Test
  void timeGrowsAboutLinearly() {
    HloModule small = program(2_000);
    HloModule large = program(20_000);
    millis(small, 5); // warm up
    double ratio = millis(large, 2) / millis(small, 5);
    assertTrue(ratio < 35, () -> "ten times the instructions took " + ratio + " times as long");
  }

  @Test
  void timesOfSizes() {
    for (String size : System.getProperty("hlo.sizes", "100").split(",")) {
      int instructions = Integer.parseInt(size);
      HloModule module = program(instructions);
      double millis = millis(module, Math.max(3, 20_000 / instructions));
      int left =
          OptimizationPipeline.optimize(module, PassOptions.DEFAULT).entry().instructions().size();
      System.out.printf(
          "%7d instructions, %6d left: %8.1f ms, %5.2f us each%n",
          instructions, left, millis, millis * 1000 / instructions);
      assertTrue(left < instructions, "nothing was simplified");
    }
  }
}
