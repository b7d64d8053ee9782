package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.memory.Region;

/** {@code st}: registers to consecutive elements. */
final class StoreStep extends MemoryStep {
  private final int[] values;
  private final boolean strong;

  StoreStep(Space space, int base, long displacement, int bytes, int[] values, boolean strong) {
    super(space, base, displacement, bytes, values.length);
    this.strong = strong;
    this.values = values.clone();
    for (int i = 0; i < values.length; i++) {
      this.values[i] *= Warp.LANES;
    }
  }

  @Override
  protected void run(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = address(warp, lane);
      Region region = region(warp, lane, address);
      requireWritable(warp, lane, region);
      long offset = offset(region, address);
      observeWrite(warp, lane, region, offset, strong, changes(warp, lane, region, offset));
      for (int i = 0; i < values.length; i++) {
        region.store(offset + (long) i * bytes(), bytes(), warp.registers[values[i] + lane]);
      }
    }
  }

  private boolean changes(Warp warp, int lane, Region region, long offset) {
    for (int i = 0; i < values.length; i++) {
      long at = offset + (long) i * bytes();
      long value = warp.registers[values[i] + lane] & Bits.mask(8 * bytes());
      if (!region.isWritten(at, bytes()) || region.load(at, bytes()) != value) {
        return true;
      }
    }
    return false;
  }
}
