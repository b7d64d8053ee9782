package org.hlorun.gpu.emulator.machine;

import java.lang.invoke.VarHandle;

/** {@code membar} and {@code fence}. */
final class FenceStep extends LaneStep {
  @Override
  protected void run(Warp warp, int active) {
    VarHandle.fullFence();
  }
}
