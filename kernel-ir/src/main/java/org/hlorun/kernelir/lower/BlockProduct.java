package org.hlorun.kernelir.lower;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;

/**
 * A matrix product by blocks of threads. A block computes a tile of the result: its threads copy
 * tiles of the operands to shared memory, the next pair while they multiply the last one, and write
 * what the fusion makes of the sums.
 */
final class BlockProduct {
  /** Rows of tiles whose blocks run together: they read the same columns. */
  private static final long[] TILE_GROUPS = {8, 4, 2, 1};

  private final ProductKernel kernel;
  private final TileFactors factors;
  private final TileSizes sizes;
  private final int stages;
  private final TileCopy lhs;
  private final TileCopy rhs;
  private final TileArithmetic arithmetic;

  /**
   * @param stages how many tiles of an operand there are, of which one is used and the others are
   *     filled
   */
  BlockProduct(
      ProductKernel kernel,
      TileFactors factors,
      TileSizes sizes,
      int stages,
      TileCopy lhs,
      TileCopy rhs,
      TileArithmetic arithmetic) {
    this.kernel = kernel;
    this.factors = factors;
    this.sizes = sizes;
    this.stages = stages;
    this.lhs = lhs;
    this.rhs = rhs;
    this.arithmetic = arithmetic;
  }

  /** Where a block's tile begins. */
  private record Tile(IndexExpr batch, IndexExpr row, IndexExpr column) {}

  LoweredKernel lower() {
    long down = Math.ceilDiv(factors.rows(), sizes.rows());
    long across = Math.ceilDiv(factors.columns(), sizes.columns());
    KernelBuilder builder = kernel.builder();
    builder.loop(
        factors.batch() * down * across,
        LoopSchedule.PARALLEL,
        number -> {
          Tile tile = tile(number, down, across);
          builder.loop(sizes.threads(), LoopSchedule.THREADS, thread -> run(tile, thread));
        });
    return kernel.finish("product");
  }

  private Tile tile(IndexExpr number, long down, long across) {
    long group = 1;
    for (int i = TILE_GROUPS.length - 1; i >= 0; i--) {
      group = down % TILE_GROUPS[i] == 0 ? TILE_GROUPS[i] : group;
    }
    IndexExpr inBatch = kernel.once(number.modulo(down * across));
    IndexExpr inGroup = inBatch.modulo(group * across);
    IndexExpr row = inBatch.dividedBy(group * across).times(group).plus(inGroup.modulo(group));
    IndexExpr column = inGroup.dividedBy(group);
    return new Tile(
        kernel.once(number.dividedBy(down * across)),
        kernel.once(row).times(sizes.rows()),
        kernel.once(column).times(sizes.columns()));
  }

  private void run(Tile tile, IndexExpr thread) {
    long steps = Math.ceilDiv(factors.depth(), sizes.depth());
    int ahead = (int) Math.min(stages - 1, steps);
    for (int step = 0; step < ahead; step++) {
      copy(tile, thread, IndexExpr.constant(step), () -> {});
    }
    List<Value> sums = arithmetic.zeros();
    if (steps > ahead) {
      sums =
          kernel
              .builder()
              .loop(
                  steps - ahead,
                  LoopSchedule.SERIAL,
                  sums,
                  (step, carried) -> step(tile, thread, step, ahead, carried),
                  null);
    }
    for (int i = 0; i < ahead; i++) {
      arrive(ahead - 1 - i);
      IndexExpr stage = IndexExpr.constant((steps - ahead + i) % stages);
      sums = arithmetic.add(thread, stage, sums);
    }
    for (int i = 0; i < sums.size(); i++) {
      TileArithmetic.Place place = arithmetic.place(thread, i);
      IndexExpr row = tile.row().plus(place.row());
      store(tile.batch(), row, tile.column().plus(place.column()), sums.get(i));
    }
  }

  /** Multiplies one pair of tiles while another is copied. */
  private List<Value> step(
      Tile tile, IndexExpr thread, IndexExpr step, int ahead, List<Value> sums) {
    arrive(ahead - 1);
    List<Value> next = new ArrayList<>();
    copy(
        tile,
        thread,
        step.plus(ahead),
        () -> next.addAll(arithmetic.add(thread, step.modulo(stages), sums)));
    return next;
  }

  /**
   * All threads have used the tile before the last, and what is copied but {@code pending} is
   * there.
   */
  private void arrive(int pending) {
    if (isAsync()) {
      kernel.builder().add(new BlockOperation.AsyncWait(pending));
    }
    kernel.builder().add(new BlockOperation.Barrier());
  }

  private boolean isAsync() {
    return lhs.isAsync() || rhs.isAsync();
  }

  /** Copies a pair of tiles, and does something else meanwhile. */
  private void copy(Tile tile, IndexExpr thread, IndexExpr step, Runnable meanwhile) {
    IndexExpr stage = step.modulo(stages);
    IndexExpr depth = step.times(sizes.depth());
    List<Value> left = lhs.begin(thread, stage, tile.batch(), tile.row(), depth);
    List<Value> right = rhs.begin(thread, stage, tile.batch(), tile.column(), depth);
    if (isAsync()) {
      kernel.builder().add(new BlockOperation.AsyncCommit());
    }
    meanwhile.run();
    lhs.end(thread, stage, left);
    rhs.end(thread, stage, right);
  }

  private void store(IndexExpr batch, IndexExpr row, IndexExpr column, Value sum) {
    KernelBuilder builder = kernel.builder();
    Value inside = BoundsCode.within(builder, null, row, factors.rows());
    BoundsCode.when(
        builder,
        BoundsCode.within(builder, inside, column, factors.columns()),
        () -> kernel.store(factors.resultIndex(batch, row, column), sum));
  }
}
