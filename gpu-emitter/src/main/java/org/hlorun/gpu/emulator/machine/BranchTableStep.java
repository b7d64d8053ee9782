package org.hlorun.gpu.emulator.machine;

import org.hlorun.language.diagnostic.DiagnosticCode;

/** {@code brx.idx}: a register says which of several steps is next. */
final class BranchTableStep extends Step {
  private final int index;
  private final int[] targets;

  BranchTableStep(int index, int choices) {
    this.index = index * Warp.LANES;
    this.targets = new int[choices];
  }

  void target(int choice, int step) {
    targets[choice] = step;
  }

  /** Sends the lanes that agree with the first one to their step; the others come here again. */
  @Override
  int execute(Warp warp, int active, int mask, int at) {
    int first = Integer.numberOfTrailingZeros(active);
    long chosen = warp.registers[index + first];
    if (chosen >= targets.length) {
      throw warp.fault(
          first,
          DiagnosticCode.CHECK_FAILED,
          "index %d of a table of %d branches".formatted(chosen, targets.length),
          null);
    }
    int same = 0;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      same |= warp.registers[index + lane] == chosen ? 1 << lane : 0;
    }
    int target = targets[(int) chosen];
    if (same == mask) {
      return target;
    }
    return warp.splitAgain(target, same, active, mask, at);
  }
}
