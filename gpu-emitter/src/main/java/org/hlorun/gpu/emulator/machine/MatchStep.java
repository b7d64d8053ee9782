package org.hlorun.gpu.emulator.machine;

/** {@code match.sync}: which lanes have the same value. */
final class MatchStep extends WarpStep {
  private final int result;
  private final int value;
  private final boolean all;
  private final int predicate;

  /**
   * @param all whether all lanes must agree; then {@code predicate} says whether they do
   * @param predicate a predicate, or -1
   */
  MatchStep(int result, int value, int members, boolean all, int predicate) {
    super(members);
    this.result = result * Warp.LANES;
    this.value = value * Warp.LANES;
    this.all = all;
    this.predicate = predicate;
  }

  @Override
  void run(Warp warp, int together) {
    long[] r = warp.registers;
    int[] same = new int[Warp.LANES];
    boolean agree = true;
    for (int rest = together; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      for (int other = together; other != 0; other &= other - 1) {
        int k = Integer.numberOfTrailingZeros(other);
        same[lane] |= r[value + lane] == r[value + k] ? 1 << k : 0;
      }
      agree &= same[lane] == together;
    }
    for (int rest = together; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int found = all && !agree ? 0 : same[lane];
      r[result + lane] = found & 0xFFFF_FFFFL;
    }
    if (predicate >= 0) {
      warp.setPredicate(predicate, together, agree ? -1 : 0);
    }
  }
}
