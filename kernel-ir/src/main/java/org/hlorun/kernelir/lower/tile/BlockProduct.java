package org.hlorun.kernelir.lower.tile;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.product.ProductKernel;

/**
 * A matrix product by blocks of threads. A block computes a tile of the result: its threads copy
 * tiles of the operands to shared memory, the next pair while they multiply the last one, and write
 * what the fusion makes of the sums.
 */
final class BlockProduct {
  private final ProductKernel kernel;
  private final TileFactors factors;
  private final TileSizes sizes;
  private final ResultTiles tiles;
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
    this.tiles = new ResultTiles(kernel, factors, sizes.rows(), sizes.columns());
    this.stages = stages;
    this.lhs = lhs;
    this.rhs = rhs;
    this.arithmetic = arithmetic;
  }

  LoweredKernel lower() {
    KernelBuilder builder = kernel.builder();
    builder.loop(
        tiles.count(),
        LoopSchedule.PARALLEL,
        number -> {
          ResultTiles.Tile tile = tiles.tile(number);
          builder.loop(sizes.threads(), LoopSchedule.THREADS, thread -> run(tile, thread));
        });
    return kernel.finish("product");
  }

  private void run(ResultTiles.Tile tile, IndexExpr thread) {
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
      tiles.store(tile, arithmetic.place(thread, i), sums.get(i));
    }
  }

  /** Multiplies one pair of tiles while another is copied. */
  private List<Value> step(
      ResultTiles.Tile tile, IndexExpr thread, IndexExpr step, int ahead, List<Value> sums) {
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
  private void copy(ResultTiles.Tile tile, IndexExpr thread, IndexExpr step, Runnable meanwhile) {
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
}
