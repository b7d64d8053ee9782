package org.hlorun.gpu.emulator.machine;

/**
 * The earlier of two accesses that nothing orders.
 *
 * @param warp whose it was
 * @param lane the lane, or -1 for several
 * @param step the number of its step
 * @param wrote whether it was a write
 */
record Race(int warp, int lane, int step, boolean wrote) {
  String describe(Block block) {
    String who = lane < 0 ? "threads of warp " + warp : "thread " + (warp * Warp.LANES + lane);
    return "%s %s in line %d"
        .formatted(who, wrote ? "wrote" : "read", block.program().steps()[step].location().line());
  }
}
