package org.hlorun.gpu.emulator.machine;

/** {@code cp.async.commit_group}, {@code cp.async.wait_group} and {@code cp.async.wait_all}. */
final class AsyncWaitStep extends LaneStep {
  /** In the place of a number of groups: make one. */
  static final int COMMIT = -1;

  /** In the place of a number of groups: wait for everything. */
  static final int ALL_COPIES = -2;

  private final int pending;

  /**
   * @param pending how many groups may be left, {@link #COMMIT} or {@link #ALL_COPIES}
   */
  AsyncWaitStep(int pending) {
    this.pending = pending;
  }

  @Override
  protected void run(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      switch (pending) {
        case COMMIT -> warp.copies().commit(lane);
        case ALL_COPIES -> warp.copies().awaitAll(lane);
        default -> warp.copies().await(lane, pending);
      }
    }
  }
}
