package org.hlorun.gpu.emulator.machine;

import java.lang.invoke.MethodHandles;
import org.hlorun.gpu.emulator.arithmetic.TernaryOperator;

/** A function of three registers. A template of {@link Specializer}. */
final class TernaryStep extends LaneStep {
  private static final TernaryOperator FUNCTION =
      Specializer.function(MethodHandles.lookup(), TernaryOperator.class);

  private final int result;
  private final int a;
  private final int b;
  private final int c;

  /** The numbers of the result's register and of the operands'. */
  TernaryStep(int[] registers) {
    result = registers[0] * Warp.LANES;
    a = registers[1] * Warp.LANES;
    b = registers[2] * Warp.LANES;
    c = registers[3] * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    long[] r = warp.registers;
    if (active == ALL) {
      for (int lane = 0; lane < Warp.LANES; lane++) {
        r[result + lane] = FUNCTION.apply(r[a + lane], r[b + lane], r[c + lane]);
      }
      return;
    }
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      r[result + lane] = FUNCTION.apply(r[a + lane], r[b + lane], r[c + lane]);
    }
  }
}
