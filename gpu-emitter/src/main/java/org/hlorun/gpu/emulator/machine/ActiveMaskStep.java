package org.hlorun.gpu.emulator.machine;

/** {@code activemask}: the lanes that are here. */
final class ActiveMaskStep extends LaneStep {
  private final int result;

  ActiveMaskStep(int result) {
    this.result = result * Warp.LANES;
  }

  @Override
  protected void run(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      warp.registers[result + Integer.numberOfTrailingZeros(rest)] = active & 0xFFFF_FFFFL;
    }
  }
}
