package org.hlorun.gpu.emulator.machine;

/** {@code %clock64} and its like: nanoseconds. */
final class ClockStep extends LaneStep {
  private final int result;
  private final long mask;
  private final int shift;

  ClockStep(int result, long mask, int shift) {
    this.result = result * Warp.LANES;
    this.mask = mask;
    this.shift = shift;
  }

  @Override
  protected void run(Warp warp, int active) {
    long now = System.nanoTime() >>> shift & mask;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      warp.registers[result + Integer.numberOfTrailingZeros(rest)] = now;
    }
  }
}
