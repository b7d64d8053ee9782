package org.hlorun.gpu.emulator.machine;

import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * A step that lanes of a warp do together. Each lane names the lanes that take part in a mask; all
 * of those that have not ended must be at this step before any goes on.
 */
abstract class WarpStep extends Step {
  private final int members;

  /**
   * @param members the register that holds the mask of lanes; -1 if all lanes take part
   */
  WarpStep(int members) {
    this.members = members * Warp.LANES;
  }

  /** The lanes that a lane names. */
  private int memberMask(Warp warp, int lane) {
    return members < 0 ? -1 : (int) warp.registers[members + lane];
  }

  @Override
  final int execute(Warp warp, int active, int mask, int at) {
    int required = 0;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      int named = memberMask(warp, lane);
      if ((named >>> lane & 1) == 0) {
        throw warp.fault(
            lane,
            DiagnosticCode.CHECK_FAILED,
            "the mask %s does not name the lane %d itself".formatted(Warp.lanes(named), lane),
            "a lane that runs the instruction must be in its mask");
      }
      required |= named;
    }
    if ((required & warp.live() & ~active) != 0) {
      return warp.converge(active, mask, at);
    }
    int rest = active;
    while (rest != 0) {
      int named = memberMask(warp, Integer.numberOfTrailingZeros(rest));
      int together = 0;
      for (int left = rest; left != 0; left &= left - 1) {
        int lane = Integer.numberOfTrailingZeros(left);
        together |= memberMask(warp, lane) == named ? 1 << lane : 0;
      }
      run(warp, together);
      rest &= ~together;
    }
    return at + 1;
  }

  /** Runs it for lanes that named the same mask. */
  abstract void run(Warp warp, int together);
}
