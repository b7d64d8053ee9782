package org.hlorun.gpu.emulator.machine;

import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.arithmetic.IntegerArithmetic;

/** A sum or difference with a carry, which is kept as a predicate. */
final class CarryStep extends LaneStep {
  private final int result;
  private final int a;
  private final int b;
  private final int carry;
  private final int bits;
  private final boolean reads;
  private final boolean writes;
  private final boolean subtracts;

  CarryStep(
      int[] registers, int carry, int bits, boolean reads, boolean writes, boolean subtracts) {
    this.result = registers[0] * Warp.LANES;
    this.a = registers[1] * Warp.LANES;
    this.b = registers[2] * Warp.LANES;
    this.carry = carry;
    this.bits = bits;
    this.reads = reads;
    this.writes = writes;
    this.subtracts = subtracts;
  }

  /** The carry of a difference is a borrow: 1 if the sum with the complement does not overflow. */
  @Override
  protected void run(Warp warp, int active) {
    long[] r = warp.registers;
    long mask = Bits.mask(bits);
    int carries = 0;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      long second = subtracts ? ~r[b + lane] & mask : r[b + lane];
      boolean in = (reads && (warp.predicates[carry] >>> lane & 1) != 0) != subtracts;
      boolean out = IntegerArithmetic.carries(r[a + lane], second, in, bits) != subtracts;
      r[result + lane] = r[a + lane] + second + (in ? 1 : 0) & mask;
      carries |= (out ? 1 : 0) << lane;
    }
    if (writes) {
      warp.setPredicate(carry, active, carries);
    }
  }
}
