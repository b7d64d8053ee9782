package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.memory.Region;

/** {@code ld}: consecutive elements to registers. */
final class LoadStep extends LaneStep {
  private final MemoryAccess memory;
  private final int[] results;
  private final int signBits;
  private final long[] masks;
  private final boolean strong;

  /**
   * @param results registers, -1 for an element that is not wanted
   * @param signed whether elements are extended with their sign
   * @param widths bits of the registers
   * @param strong whether it is volatile, relaxed or an acquire
   */
  LoadStep(
      Space space,
      int base,
      long displacement,
      int bytes,
      int[] results,
      boolean signed,
      int[] widths,
      boolean strong) {
    memory = new MemoryAccess(space, base, displacement, bytes, results.length);
    this.strong = strong;
    this.results = results.clone();
    this.signBits = signed ? 8 * bytes : 64;
    this.masks = new long[results.length];
    for (int i = 0; i < results.length; i++) {
      this.results[i] *= Warp.LANES;
      masks[i] = signed ? Bits.mask(widths[i]) : -1L;
    }
  }

  @Override
  protected void run(Warp warp, int active) {
    Region region = memory.common(warp, active);
    if (region == null || !loadAll(warp, active, region)) {
      loadEach(warp, active);
    }
  }

  private boolean loadAll(Warp warp, int active, Region region) {
    long[] registers = warp.registers;
    for (int i = 0; i < results.length; i++) {
      boolean loaded =
          results[i] < 0
              || region.load(
                  warp.offsets,
                  active,
                  (long) i * memory.bytes(),
                  memory.bytes(),
                  registers,
                  results[i]);
      if (!loaded) {
        return false;
      }
      if (signBits < 64 && results[i] >= 0) {
        extend(registers, active, results[i], masks[i]);
      }
    }
    if (MemoryAccess.isWatched(warp, region)) {
      for (int rest = active; rest != 0; rest &= rest - 1) {
        int lane = Integer.numberOfTrailingZeros(rest);
        memory.observeRead(warp, lane, region, warp.offsets[lane], strong);
      }
    }
    return true;
  }

  private void extend(long[] registers, int active, int result, long mask) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int at = result + Integer.numberOfTrailingZeros(rest);
      registers[at] = Bits.signed(registers[at], signBits) & mask;
    }
  }

  private void loadEach(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = memory.address(warp, lane);
      Region region = memory.region(warp, lane, address);
      long offset = MemoryAccess.offset(region, address);
      memory.observeRead(warp, lane, region, offset, strong);
      for (int i = 0; i < results.length; i++) {
        if (results[i] >= 0) {
          long value = memory.load(warp, lane, region, offset + (long) i * memory.bytes());
          warp.registers[results[i] + lane] = Bits.signed(value, signBits) & masks[i];
        }
      }
    }
  }
}
