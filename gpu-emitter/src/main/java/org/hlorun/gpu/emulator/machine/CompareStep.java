package org.hlorun.gpu.emulator.machine;

import java.lang.invoke.MethodHandles;
import org.hlorun.gpu.emulator.arithmetic.Comparison;

/** A relation of two registers, as a predicate. A template of {@link Specializer}. */
final class CompareStep extends LaneStep {
  private static final Comparison FUNCTION =
      Specializer.function(MethodHandles.lookup(), Comparison.class);

  private final int result;
  private final int a;
  private final int b;

  /** The number of the predicate and of the operands' registers. */
  CompareStep(int[] registers) {
    result = registers[0];
    a = registers[1] * Warp.LANES;
    b = registers[2] * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    long[] r = warp.registers;
    int holds = 0;
    if (active == ALL) {
      for (int lane = 0; lane < Warp.LANES; lane++) {
        holds |= (FUNCTION.test(r[a + lane], r[b + lane]) ? 1 : 0) << lane;
      }
      warp.predicates[result] = holds;
      return;
    }
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      holds |= (FUNCTION.test(r[a + lane], r[b + lane]) ? 1 : 0) << lane;
    }
    warp.setPredicate(result, active, holds);
  }
}
