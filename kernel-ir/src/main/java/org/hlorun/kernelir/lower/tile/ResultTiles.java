package org.hlorun.kernelir.lower.tile;

import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.ProductKernel;

/**
 * The tiles that the result of a matrix product is cut into, one for each block of threads.
 *
 * @param rows rows of a tile
 * @param columns columns of it
 */
record ResultTiles(ProductKernel kernel, TileFactors factors, int rows, int columns) {
  /** Rows of tiles whose blocks run together: they read the same columns. */
  private static final long[] GROUPS = {8, 4, 2, 1};

  /** Where a block's tile begins. */
  record Tile(IndexExpr batch, IndexExpr row, IndexExpr column) {}

  private long down() {
    return Math.ceilDiv(factors.rows(), rows);
  }

  private long across() {
    return Math.ceilDiv(factors.columns(), columns);
  }

  /** How many there are. */
  long count() {
    return factors.batch() * down() * across();
  }

  /** The tile of a block. */
  Tile tile(IndexExpr number) {
    long down = down();
    long across = across();
    long group = 1;
    for (int i = GROUPS.length - 1; i >= 0; i--) {
      group = down % GROUPS[i] == 0 ? GROUPS[i] : group;
    }
    IndexExpr inBatch = kernel.once(number.modulo(down * across));
    IndexExpr inGroup = inBatch.modulo(group * across);
    IndexExpr row = inBatch.dividedBy(group * across).times(group).plus(inGroup.modulo(group));
    IndexExpr column = inGroup.dividedBy(group);
    return new Tile(
        kernel.once(number.dividedBy(down * across)),
        kernel.once(row).times(rows),
        kernel.once(column).times(columns));
  }

  /** Writes what the fusion makes of a sum, if it is inside of the result. */
  void store(Tile tile, TileArithmetic.Place place, Value sum) {
    IndexExpr row = tile.row().plus(place.row());
    IndexExpr column = tile.column().plus(place.column());
    KernelBuilder builder = kernel.builder();
    Value inside = factors.inside(builder, row);
    BoundsCode.when(
        builder,
        BoundsCode.within(builder, inside, column, factors.columns()),
        () -> kernel.store(factors.resultIndex(tile.batch(), row, column), sum));
  }
}
