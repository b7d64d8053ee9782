package org.hlorun.gpu.emulator.machine;

import java.util.function.LongBinaryOperator;

/** {@code redux.sync}: one value from those of all lanes. */
final class WarpReductionStep extends WarpStep {
  private final LongBinaryOperator function;
  private final int result;
  private final int value;

  WarpReductionStep(LongBinaryOperator function, int result, int value, int members) {
    super(members);
    this.function = function;
    this.result = result * Warp.LANES;
    this.value = value * Warp.LANES;
  }

  @Override
  void run(Warp warp, int together) {
    long[] r = warp.registers;
    long reduced = r[value + Integer.numberOfTrailingZeros(together)];
    for (int rest = together & together - 1; rest != 0; rest &= rest - 1) {
      reduced = function.applyAsLong(reduced, r[value + Integer.numberOfTrailingZeros(rest)]);
    }
    for (int rest = together; rest != 0; rest &= rest - 1) {
      r[result + Integer.numberOfTrailingZeros(rest)] = reduced;
    }
  }
}
