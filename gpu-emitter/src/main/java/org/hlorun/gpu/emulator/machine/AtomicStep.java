package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.arithmetic.TernaryOperator;
import org.hlorun.gpu.emulator.memory.Region;

/** {@code atom} and {@code red}: an element is replaced by a function of it, at once. */
final class AtomicStep extends MemoryStep {
  private final TernaryOperator function;
  private final int result;
  private final int b;
  private final int c;

  /**
   * @param function gives the new value, from the old one and two operands
   * @param result the register for the old value, or -1
   */
  AtomicStep(
      Space space,
      int base,
      long displacement,
      int bytes,
      TernaryOperator function,
      int result,
      int b,
      int c) {
    super(space, base, displacement, bytes, 1);
    this.function = function;
    this.result = result * Warp.LANES;
    this.b = b * Warp.LANES;
    this.c = c * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    long[] r = warp.registers;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = address(warp, lane);
      Region region = region(warp, lane, address);
      requireWritable(warp, lane, region);
      long offset = offset(region, address);
      observeRead(warp, lane, region, offset, true);
      load(warp, lane, region, offset);
      observeWrite(warp, lane, region, offset, true, true);
      long old = region.update(offset, bytes(), function, r[b + lane], r[c + lane]);
      if (result >= 0) {
        r[result + lane] = old;
      }
    }
  }
}
