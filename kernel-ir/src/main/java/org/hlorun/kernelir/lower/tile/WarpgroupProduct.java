package org.hlorun.kernelir.lower.tile;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BlockBuilder;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.ir.WarpgroupOperation;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.ProductKernel;

/**
 * A matrix product on GPUs of compute capability 9.0. A block has two warpgroups, each of which
 * computes 64 rows of the block's tile of the result, and one more warp, of which a single thread
 * has boxes of the operands copied to shared memory. It fills a stage once both warpgroups have
 * said that they are done with it; they multiply a stage once its bytes have come.
 */
final class WarpgroupProduct {
  private static final int GROUPS = 2;
  private static final int WARP = 32;
  static final int ROWS = GROUPS * WarpgroupOperation.ROWS;
  private static final int MULTIPLIERS = GROUPS * WarpgroupOperation.THREADS;

  /** Columns of a tile where there are enough tiles. */
  private static final int WIDE = 256;

  private static final int NARROW = 128;

  /** Stages of tiles: they fill what a block can have of shared memory, or half of it. */
  private static final int WIDE_STAGES = 4;

  private static final int NARROW_STAGES = 3;

  /** Sums that a thread has of eight columns: two rows, eight apart, of two columns. */
  private static final int SUMS = 4;

  private final ProductKernel kernel;
  private final TileFactors factors;
  private final MatrixFactor factor;
  private final KernelBuilder builder;
  private final int columns;
  private final int stages;
  private final ResultTiles tiles;
  private final BoxedOperand lhs;
  private final BoxedOperand rhs;
  private final Buffer full;
  private final Buffer free;

  private WarpgroupProduct(
      ProductKernel kernel, TileFactors factors, MatrixFactor factor, LoweringTarget.Gpu target) {
    this.kernel = kernel;
    this.factors = factors;
    this.factor = factor;
    this.builder = kernel.builder();
    boolean isWide = tileCount(factors, WIDE) >= target.busyBlocks() && factors.columns() > NARROW;
    this.columns = isWide ? WIDE : NARROW;
    this.stages = columns == WIDE ? WIDE_STAGES : NARROW_STAGES;
    this.tiles = new ResultTiles(kernel, factors, ROWS, columns);
    this.lhs =
        new BoxedOperand(
            kernel,
            "lhs",
            factors.lhsBoxes(factor),
            factor,
            factors.isLhsDepthContiguous(),
            ROWS,
            stages);
    this.rhs =
        new BoxedOperand(
            kernel,
            "rhs",
            factors.storedRhs(),
            factor,
            factors.isRhsDepthContiguous(),
            columns,
            stages);
    this.full = builder.shared("full", ScalarType.I64, stages);
    this.free = builder.shared("free", ScalarType.I64, stages);
  }

  private static long tileCount(TileFactors factors, int columns) {
    return factors.batch()
        * Math.ceilDiv(factors.rows(), ROWS)
        * Math.ceilDiv(factors.columns(), columns);
  }

  /** Whether the product can be computed so, and has enough tiles of which most is used. */
  static boolean fits(TileFactors factors, MatrixFactor factor, LoweringTarget.Gpu target) {
    return factors.rows() > ROWS / 2
        && factors.columns() > NARROW / 2
        && tileCount(factors, NARROW) >= target.busyBlocks()
        && factors.lhsBoxes(factor) != null
        && BoxedOperand.fits(factors.storedRhs(), factor, factors.isRhsDepthContiguous());
  }

  static LoweredKernel lower(
      ProductKernel kernel, TileFactors factors, MatrixFactor factor, LoweringTarget.Gpu target) {
    return new WarpgroupProduct(kernel, factors, factor, target).lower();
  }

  private LoweredKernel lower() {
    builder.loop(
        tiles.count(),
        LoopSchedule.PARALLEL,
        number -> {
          ResultTiles.Tile tile = tiles.tile(number);
          builder.loop(MULTIPLIERS + WARP, LoopSchedule.THREADS, thread -> run(tile, thread));
        });
    return kernel.finish("product");
  }

  private void run(ResultTiles.Tile tile, IndexExpr thread) {
    when(thread, Predicate.EQ, 0, this::makeBarriers);
    builder.add(new BlockOperation.Barrier());
    when(thread, Predicate.SLT, MULTIPLIERS, () -> multiply(tile, thread));
    when(thread, Predicate.EQ, MULTIPLIERS, () -> fill(tile));
  }

  private void when(IndexExpr thread, Predicate predicate, long number, Runnable body) {
    Value limit = builder.integer(ScalarType.I64, number);
    BoundsCode.when(builder, builder.compare(predicate, builder.index(thread), limit), body);
  }

  private void makeBarriers() {
    for (int stage = 0; stage < stages; stage++) {
      IndexExpr index = IndexExpr.constant(stage);
      builder.add(new WarpgroupOperation.MakeBarrier(full, index, 1));
      builder.add(new WarpgroupOperation.MakeBarrier(free, index, MULTIPLIERS / WARP));
    }
    builder.add(new WarpgroupOperation.PublishBarriers());
  }

  private long depth() {
    return WarpgroupOperation.LINE_BYTES / factor.byteSize();
  }

  private long steps() {
    return Math.ceilDiv(factors.depth(), depth());
  }

  private IndexExpr round(IndexExpr step) {
    return step.dividedBy(stages).modulo(2);
  }

  /** What the thread does that fills stages; all of them are free at the beginning. */
  private void fill(ResultTiles.Tile tile) {
    builder.loop(
        steps(),
        LoopSchedule.SERIAL,
        step -> {
          IndexExpr stage = kernel.once(step.modulo(stages));
          IndexExpr before = IndexExpr.constant(1).minus(round(step));
          builder.add(new WarpgroupOperation.AwaitPhase(free, stage, before));
          builder.add(
              new WarpgroupOperation.Expect(full, stage, lhs.stageBytes() + rhs.stageBytes()));
          IndexExpr depth = step.times(depth());
          lhs.copy(stage, tile.batch(), tile.row(), depth, full);
          rhs.copy(stage, tile.batch(), tile.column(), depth, full);
        });
  }

  private void multiply(ResultTiles.Tile tile, IndexExpr thread) {
    IndexExpr group = kernel.once(thread.dividedBy(WarpgroupOperation.THREADS));
    Value zero = builder.bits(factor.sum(), 0);
    List<Value> zeros = new ArrayList<>();
    for (int i = 0; i < columns / 2; i++) {
      zeros.add(zero);
    }
    List<Value> sums =
        builder.loop(
            steps(),
            LoopSchedule.SERIAL,
            zeros,
            (step, carried) -> step(thread, group, step, carried),
            null);
    for (int i = 0; i < sums.size(); i++) {
      tiles.store(tile, place(thread, i), sums.get(i));
    }
  }

  private List<Value> step(IndexExpr thread, IndexExpr group, IndexExpr step, List<Value> sums) {
    IndexExpr stage = kernel.once(step.modulo(stages));
    builder.add(new WarpgroupOperation.AwaitPhase(full, stage, round(step)));
    IndexExpr firstLine = group.times(WarpgroupOperation.ROWS);
    List<Value> next =
        new BlockBuilder(builder)
            .multiplyTiles(
                factor, lhs.tile(stage, firstLine), rhs.tile(stage, IndexExpr.constant(0)), sums);
    when(
        thread.modulo(WARP),
        Predicate.EQ,
        0,
        () -> builder.add(new WarpgroupOperation.Arrive(free, stage)));
    return next;
  }

  /** Where a thread's sum belongs in the block's tile. */
  private static TileArithmetic.Place place(IndexExpr thread, int sum) {
    IndexExpr lane = thread.modulo(WARP);
    IndexExpr row = thread.dividedBy(WARP).times(16).plus(lane.dividedBy(4)).plus(sum / 2 % 2 * 8L);
    IndexExpr column = lane.modulo(4).times(2).plus(sum / SUMS * 8L + sum % 2);
    return new TileArithmetic.Place(row, column);
  }
}
