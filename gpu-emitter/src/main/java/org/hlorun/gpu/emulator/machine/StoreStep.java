package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.memory.Region;

/** {@code st}: registers to consecutive elements. */
final class StoreStep extends MemoryStep {
  private final int[] values;

  StoreStep(Space space, int base, long displacement, int bytes, int[] values) {
    super(space, base, displacement, bytes, values.length);
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
      for (int i = 0; i < values.length; i++) {
        region.store(offset + (long) i * bytes(), bytes(), warp.registers[values[i] + lane]);
      }
    }
  }
}
