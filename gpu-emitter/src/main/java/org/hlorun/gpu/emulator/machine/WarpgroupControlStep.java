package org.hlorun.gpu.emulator.machine;

/** {@code wgmma.fence}, {@code wgmma.commit_group} and {@code wgmma.wait_group}. */
final class WarpgroupControlStep extends WarpStep {
  /** In the place of a number of groups: {@code wgmma.fence}. */
  static final int FENCE = -1;

  /** In the place of a number of groups: {@code wgmma.commit_group}. */
  static final int COMMIT = -2;

  private final int pending;

  /**
   * @param pending how many groups may be left, {@link #FENCE} or {@link #COMMIT}
   */
  WarpgroupControlStep(int pending) {
    super(-1);
    this.pending = pending;
  }

  @Override
  void run(Warp warp, int together) {
    WarpgroupMultiplyStep.requireWholeWarp(warp, together);
    switch (pending) {
      case FENCE -> warp.products().fence();
      case COMMIT -> warp.products().commit();
      default -> warp.products().await(pending);
    }
  }
}
