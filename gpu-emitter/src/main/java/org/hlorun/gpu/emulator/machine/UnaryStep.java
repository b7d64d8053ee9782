package org.hlorun.gpu.emulator.machine;

import java.lang.invoke.MethodHandles;
import java.util.function.LongUnaryOperator;

/** A function of one register. A template of {@link Specializer}. */
final class UnaryStep extends LaneStep {
  private static final LongUnaryOperator FUNCTION =
      Specializer.function(MethodHandles.lookup(), LongUnaryOperator.class);

  private final int result;
  private final int a;

  /** The numbers of the result's register and of the operands'. */
  UnaryStep(int[] registers) {
    result = registers[0] * Warp.LANES;
    a = registers[1] * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    long[] r = warp.registers;
    if (active == ALL) {
      for (int lane = 0; lane < Warp.LANES; lane++) {
        r[result + lane] = FUNCTION.applyAsLong(r[a + lane]);
      }
      return;
    }
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      r[result + lane] = FUNCTION.applyAsLong(r[a + lane]);
    }
  }
}
