package org.hlorun.kernelir.schedule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Loops over arrays that are too large for caches, as strips that are walked side by side, some
 * lines of memory of each in turn: one core with vectors of 32 bytes gets more from memory in a few
 * runs than in one. Processors with AVX-512 fetch one run ahead as fast, and lose time at each
 * turn: on Zen 5 exponentials of an array in memory take 0.5 to 0.7 of the time in one run.
 *
 * @param count strips of a piece of a loop; 1 if there is nothing to gain
 */
record Strips(int count) {
  /** Elements of a strip. */
  static final long LENGTH = 16384;

  /** Elements of a strip before it is the next one's turn. */
  private static final long TURN = 128;

  /** Shorter loops find their data in a cache. */
  private static final long MIN_ELEMENTS = 1 << 20;

  /** Longer code does not wait for memory. */
  static final int MAX_SIZE = 40;

  /** Bytes of a vector register from which on there is one strip. */
  private static final int WIDE_REGISTER = 64;

  /** Strips times arrays that are read: with more, what is read in advance is lost again. */
  private static final int MAX_RUNS = 4;

  /**
   * The strips for a loop: fewer if it reads more arrays.
   *
   * @param registerBytes bytes of a vector register of the machine
   */
  static Strips of(Operation.Loop loop, int registerBytes) {
    Set<Buffer> read = new HashSet<>();
    boolean isPlain =
        registerBytes < WIDE_REGISTER
            && loop.count() >= MIN_ELEMENTS
            && IndexUses.size(loop.body()) <= MAX_SIZE;
    for (Operation operation : loop.body().operations()) {
      isPlain &= !(operation instanceof Operation.Loop || operation instanceof Operation.If);
      if (operation instanceof Operation.Load load
          && load.index().factorOf(loop.variable()) == 1
          && !load.index().hasNested(loop.variable())) {
        read.add(load.buffer());
      }
    }
    int strips = isPlain && !read.isEmpty() ? MAX_RUNS / read.size() : 1;
    return new Strips(Math.max(1, strips));
  }

  /** Elements of a piece of the loop that all strips together make. */
  long piece() {
    return count * LENGTH;
  }

  /** A vector loop that runs one piece. */
  @FunctionalInterface
  interface Inner {
    Operation over(long count, IndexExpr start);
  }

  /** The loops of a whole piece around the innermost one. */
  Operation walk(IndexExpr start, Inner inner) {
    if (count == 1) {
      return inner.over(LENGTH, start);
    }
    Value turn = new Value(ScalarType.I64);
    Value strip = new Value(ScalarType.I64);
    long turns = LENGTH / TURN;
    IndexExpr first =
        start
            .plus(IndexExpr.variable(strip, 0, count - 1).times(LENGTH))
            .plus(IndexExpr.variable(turn, 0, turns - 1).times(TURN));
    return serial(turn, turns, serial(strip, count, inner.over(TURN, first)));
  }

  private static Operation serial(Value variable, long count, Operation body) {
    return new Operation.Loop(
        variable, count, LoopSchedule.SERIAL, List.of(), new Block(List.of(body), List.of()), null);
  }
}
