package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.loop.RoundedSizes;

/**
 * The steps of {@link TriangularBlocks} by a block of threads of a GPU: those of a factor share its
 * columns, those of systems share the rows that are still to be solved. Sums are made in the same
 * order as there.
 *
 * @param factor the transpose of the lower triangle, as {@link TriangularBlocks} has it
 * @param unknowns the right sides; the factor itself where that is computed
 * @param rows their rows, whole blocks
 */
record BlockTriangles(
    KernelBuilder builder, ScratchMatrices.View factor, ScratchMatrices.View unknowns, long rows) {
  private static final int ROWS = TriangularBlocks.ROWS;
  private static final long MAX_THREADS = 256;
  private static final long WARP = 32;

  /** Systems that one block of threads solves. */
  static final long SYSTEMS = 32;

  private long threads() {
    return Math.clamp(Math.ceilDiv(rows, WARP) * WARP, WARP, MAX_THREADS);
  }

  /** The code of all threads of a block. */
  void run(Consumer<IndexExpr> body) {
    builder.loop(threads(), LoopSchedule.THREADS, body);
  }

  /** What only one of the threads does. */
  void once(IndexExpr thread, Runnable body) {
    Value number = builder.index(thread);
    BoundsCode.when(
        builder, builder.compare(Predicate.EQ, number, builder.integer(ScalarType.I64, 0)), body);
  }

  private void barrier() {
    builder.add(new BlockOperation.Barrier());
  }

  /** Some rows of the Cholesky factor; gives whether all pivots so far were positive. */
  Value factor(IndexExpr thread, IndexExpr block, Value flag) {
    TriangularBlocks blocks = new TriangularBlocks(builder, factor, unknowns);
    IndexExpr first = block.times(ROWS);
    columns(thread, first, column -> blocks.store(first, column, blocks.remainders(first, column)));
    barrier();
    DiagonalBlock diagonal = DiagonalBlock.load(builder, unknowns, first);
    Value positive = diagonal.factor(flag);
    barrier();
    once(thread, diagonal::store);
    barrier();
    columns(
        thread,
        first.plus(ROWS),
        column -> {
          List<Value> values = blocks.rightSides(first, column);
          blocks.store(first, column, blocks.solve(first, values));
        });
    barrier();
    return positive;
  }

  /** Hands the columns from a first one on to the threads. */
  private void columns(IndexExpr thread, IndexExpr first, Consumer<IndexExpr> body) {
    IndexExpr rounds = first.times(-1).plus(rows + threads() - 1).dividedBy(threads());
    builder.loopBelow(
        rounds,
        round -> {
          IndexExpr column = first.plus(round.times(threads())).plus(thread);
          BoundsCode.when(
              builder, BoundsCode.within(builder, null, column, rows), () -> body.accept(column));
        });
  }

  /**
   * Solves some rows of systems from a first one on, and takes what they contribute from the rows
   * below.
   *
   * @param systems how many there are in all
   */
  void solve(IndexExpr thread, IndexExpr block, IndexExpr firstSystem, long systems) {
    TriangularBlocks blocks = new TriangularBlocks(builder, factor, unknowns);
    IndexExpr first = block.times(ROWS);
    long side = Math.min(SYSTEMS, RoundedSizes.powerOfTwo(systems));
    long lanes = threads() / side;
    IndexExpr system = firstSystem.plus(thread.modulo(side));
    IndexExpr lane = thread.dividedBy(side);
    Value isInside = BoundsCode.within(builder, null, system, systems);
    BoundsCode.when(
        builder,
        BoundsCode.within(builder, isInside, lane, 1),
        () -> blocks.store(first, system, blocks.solve(first, blocks.rightSides(first, system))));
    barrier();
    IndexExpr below = first.plus(ROWS);
    IndexExpr rounds = below.times(-1).plus(rows + lanes - 1).dividedBy(lanes);
    builder.loopBelow(
        rounds,
        round -> {
          IndexExpr row = below.plus(round.times(lanes)).plus(lane);
          BoundsCode.when(
              builder,
              BoundsCode.within(builder, isInside, row, rows),
              () -> subtract(first, row, system));
        });
    barrier();
  }

  private void subtract(IndexExpr first, IndexExpr row, IndexExpr system) {
    Value sum = unknowns.load(row, system);
    List<Value> solved = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      solved.add(builder.unary(UnaryKind.FNEG, unknowns.load(first.plus(r), system)));
    }
    for (int r = 0; r < ROWS; r++) {
      sum = builder.fma(factor.load(first.plus(r), row), solved.get(r), sum);
    }
    unknowns.store(row, system, sum);
  }
}
