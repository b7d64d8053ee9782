package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.memory.Region;

/** {@code ld}: consecutive elements to registers. */
final class LoadStep extends MemoryStep {
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
    super(space, base, displacement, bytes, results.length);
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
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long address = address(warp, lane);
      Region region = region(warp, lane, address);
      long offset = offset(region, address);
      observeRead(warp, lane, region, offset, strong);
      for (int i = 0; i < results.length; i++) {
        if (results[i] >= 0) {
          long value = load(warp, lane, region, offset + (long) i * bytes());
          warp.registers[results[i] + lane] = Bits.signed(value, signBits) & masks[i];
        }
      }
    }
  }
}
