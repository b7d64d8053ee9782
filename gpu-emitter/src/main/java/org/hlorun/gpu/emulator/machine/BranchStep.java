package org.hlorun.gpu.emulator.machine;

/** {@code bra}: the lanes that run it go on elsewhere. */
final class BranchStep extends Step {
  private int target;

  void target(int newTarget) {
    target = newTarget;
  }

  @Override
  int execute(Warp warp, int active, int mask, int at) {
    return active == mask ? target : warp.split(target, active, mask, at);
  }
}
