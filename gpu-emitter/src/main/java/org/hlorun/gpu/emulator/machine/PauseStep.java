package org.hlorun.gpu.emulator.machine;

/** {@code nanosleep}: other warps have their turn. */
final class PauseStep extends LaneStep {
  @Override
  protected void run(Warp warp, int active) {
    warp.pause();
  }
}
