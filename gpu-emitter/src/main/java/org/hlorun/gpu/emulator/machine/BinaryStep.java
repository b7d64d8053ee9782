package org.hlorun.gpu.emulator.machine;

import java.lang.invoke.MethodHandles;
import java.util.function.LongBinaryOperator;

/** A function of two registers. A template of {@link Specializer}. */
final class BinaryStep extends LaneStep {
  private static final LongBinaryOperator FUNCTION =
      Specializer.function(MethodHandles.lookup(), LongBinaryOperator.class);

  private final int result;
  private final int a;
  private final int b;

  /** The numbers of the result's register and of the operands'. */
  BinaryStep(int[] registers) {
    result = registers[0] * Warp.LANES;
    a = registers[1] * Warp.LANES;
    b = registers[2] * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    long[] r = warp.registers;
    if (active == ALL) {
      for (int lane = 0; lane < Warp.LANES; lane++) {
        r[result + lane] = FUNCTION.applyAsLong(r[a + lane], r[b + lane]);
      }
      return;
    }
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      r[result + lane] = FUNCTION.applyAsLong(r[a + lane], r[b + lane]);
    }
  }
}
