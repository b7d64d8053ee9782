package org.hlorun.kernelir.schedule;

import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;

/**
 * How wide the vectors of a loop are.
 *
 * @param width lanes of a vector
 * @param registerBytes bytes of a vector register of the machine
 */
record VectorShape(int width, int registerBytes) {
  /** The most operations of an iteration of which four, or two, vectors are in flight. */
  private static final int FOUR = 16;

  private static final int TWO = 40;

  /** The same on machines with registers for several chains of operations. */
  private static final int FOUR_CHAINS = 100;

  private static final int TWO_CHAINS = 200;

  private static final int WIDE_BYTES = 64;

  /**
   * The schedule of a loop that carries nothing. Operations of one vector mostly wait for each
   * other; machines with 64-byte registers have 32 of them, so that several vectors can be computed
   * in turns.
   *
   * @param body what the loop's body becomes: that with short loops written out, or itself
   */
  LoopSchedule of(Operation.Loop loop, Block body) {
    boolean inTurns = registerBytes == WIDE_BYTES && body.isStraight();
    long size = body == loop.body() ? IndexUses.size(body) : ShortLoops.size(body);
    int unroll = 1;
    if (!IndexUses.gathers(loop) && size <= (inTurns ? TWO_CHAINS : TWO)) {
      unroll = size <= (inTurns ? FOUR_CHAINS : FOUR) ? 4 : 2;
    }
    while (unroll > 1 && loop.count() < (long) unroll * width) {
      unroll /= 2;
    }
    return ShortLoops.repeats(body)
        ? LoopSchedule.vector(width * unroll, 1)
        : LoopSchedule.vector(width, unroll);
  }
}
