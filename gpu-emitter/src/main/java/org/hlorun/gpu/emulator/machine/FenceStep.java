package org.hlorun.gpu.emulator.machine;

import java.lang.invoke.VarHandle;

/** {@code membar} and {@code fence}. */
final class FenceStep extends LaneStep {
  private final boolean showsAsyncProxy;

  /**
   * @param showsAsyncProxy whether {@code wgmma} and TMA see shared memory as it is behind it
   */
  FenceStep(boolean showsAsyncProxy) {
    this.showsAsyncProxy = showsAsyncProxy;
  }

  @Override
  protected void run(Warp warp, int active) {
    VarHandle.fullFence();
    if (showsAsyncProxy && warp.block().races() != null) {
      warp.block().races().fenceProxies(warp.index());
    }
  }
}
