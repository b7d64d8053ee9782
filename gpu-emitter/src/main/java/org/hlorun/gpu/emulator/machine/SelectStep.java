package org.hlorun.gpu.emulator.machine;

/** One of two registers, as a predicate says. */
final class SelectStep extends LaneStep {
  private final int result;
  private final int a;
  private final int b;
  private final int predicate;

  SelectStep(int result, int a, int b, int predicate) {
    this.result = result * Warp.LANES;
    this.a = a * Warp.LANES;
    this.b = b * Warp.LANES;
    this.predicate = predicate;
  }

  @Override
  protected void run(Warp warp, int active) {
    long[] r = warp.registers;
    int chosen = warp.predicates[predicate];
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      r[result + lane] = (chosen >>> lane & 1) != 0 ? r[a + lane] : r[b + lane];
    }
  }
}
