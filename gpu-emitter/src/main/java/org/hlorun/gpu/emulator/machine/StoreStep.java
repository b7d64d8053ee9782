package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.memory.Region;

/** {@code st}: registers to consecutive elements. */
final class StoreStep extends LaneStep {
  private final MemoryAccess memory;
  private final int[] values;
  private final boolean strong;

  StoreStep(Space space, int base, long displacement, int bytes, int[] values, boolean strong) {
    memory = new MemoryAccess(space, base, displacement, bytes, values.length);
    this.strong = strong;
    this.values = values.clone();
    for (int i = 0; i < values.length; i++) {
      this.values[i] *= Warp.LANES;
    }
  }

  @Override
  protected void run(Warp warp, int active) {
    Region region = memory.common(warp, active);
    if (region == null || region.readOnly() || MemoryAccess.isWatched(warp, region)) {
      storeEach(warp, active);
      return;
    }
    for (int i = 0; i < values.length; i++) {
      region.store(
          warp.offsets,
          active,
          (long) i * memory.bytes(),
          memory.bytes(),
          warp.registers,
          values[i]);
    }
  }

  private void storeEach(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = memory.address(warp, lane);
      Region region = memory.region(warp, lane, address);
      memory.requireWritable(warp, lane, region);
      long offset = MemoryAccess.offset(region, address);
      if (MemoryAccess.isWatched(warp, region)) {
        memory.observeWrite(
            warp, lane, region, offset, strong, changes(warp, lane, region, offset));
      }
      for (int i = 0; i < values.length; i++) {
        region.store(
            offset + (long) i * memory.bytes(), memory.bytes(), warp.registers[values[i] + lane]);
      }
    }
  }

  private boolean changes(Warp warp, int lane, Region region, long offset) {
    for (int i = 0; i < values.length; i++) {
      long at = offset + (long) i * memory.bytes();
      long value = warp.registers[values[i] + lane] & Bits.mask(8 * memory.bytes());
      if (!region.isWritten(at, memory.bytes()) || region.load(at, memory.bytes()) != value) {
        return true;
      }
    }
    return false;
  }
}
