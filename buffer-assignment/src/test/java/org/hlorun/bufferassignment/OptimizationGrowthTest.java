package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.hlorun.bufferassignment.benchmark.SizedProgram;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The work to optimise a program grows about as its size does. Work is counted in bytes allocated,
 * which are the same on a busy machine: whatever looks at an instruction makes iterators, keys and
 * lists for it.
 */
class OptimizationGrowthTest {
  private static final int SMALL = 1_000;
  private static final int TIMES = 8;

  /** What {@value #TIMES} times the size may cost; it would be 64 if work grew as the square. */
  private static final double MOST = 1.5 * TIMES;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @EnumSource
  void workGrowsAboutLinearly(SizedProgram kind) {
    work(kind.of(SMALL)); // what is made once
    long[] small = work(kind.of(SMALL));
    long[] large = work(kind.of(TIMES * SMALL));
    String[] stages = {"passes", "fusion", "schedule and memory plan"};
    for (int i = 0; i < stages.length; i++) {
      double ratio = (double) large[i] / small[i];
      String text =
          "%s: %d times the instructions took %.1f times the work"
              .formatted(stages[i], TIMES, ratio);
      assertTrue(ratio < MOST, text);
    }
  }

  /** The bytes that each stage allocates. */
  private static long[] work(HloModule module) {
    long start = THREADS.getCurrentThreadAllocatedBytes();
    HloModule optimized = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
    long passes = THREADS.getCurrentThreadAllocatedBytes();
    new FusionPass().run(optimized);
    long fusion = THREADS.getCurrentThreadAllocatedBytes();
    BufferAssignment.assign(optimized, AssignmentOptions.DEFAULT);
    long end = THREADS.getCurrentThreadAllocatedBytes();
    return new long[] {passes - start, fusion - passes, end - fusion};
  }
}
