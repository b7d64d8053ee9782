package org.hlorun.gpu.emulator.machine;

/** A step behind which all lanes go on with the next one. */
public abstract class LaneStep extends Step {
  static final int ALL = -1;

  @Override
  final int execute(Warp warp, int active, int mask, int at) {
    run(warp, active);
    return at + 1;
  }

  /** Runs it for some lanes. */
  protected abstract void run(Warp warp, int active);
}
