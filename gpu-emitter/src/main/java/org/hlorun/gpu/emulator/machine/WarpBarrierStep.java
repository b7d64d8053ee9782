package org.hlorun.gpu.emulator.machine;

/** {@code bar.warp.sync}: lanes wait for each other, and see each other's writes behind it. */
final class WarpBarrierStep extends WarpStep {
  WarpBarrierStep(int members) {
    super(members);
  }

  @Override
  void run(Warp warp, int together) {
    warp.synchronizeLanes();
  }
}
