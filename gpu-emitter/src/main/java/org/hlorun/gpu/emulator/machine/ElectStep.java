package org.hlorun.gpu.emulator.machine;

/** {@code elect.sync}: the lane with the lowest number is chosen. */
final class ElectStep extends WarpStep {
  private final int result;
  private final int predicate;

  ElectStep(int result, int predicate, int members) {
    super(members);
    this.result = result * Warp.LANES;
    this.predicate = predicate;
  }

  @Override
  void run(Warp warp, int together) {
    int leader = Integer.numberOfTrailingZeros(together);
    for (int rest = together; rest != 0; rest &= rest - 1) {
      warp.registers[result + Integer.numberOfTrailingZeros(rest)] = leader;
    }
    warp.setPredicate(predicate, together, 1 << leader);
  }
}
