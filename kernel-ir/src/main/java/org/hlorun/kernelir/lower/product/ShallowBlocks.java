package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.loop.EvenParts;

/**
 * How a product of few factors a sum is cut into blocks of tiles, whose panels are copied by their
 * first tiles.
 *
 * @param tiles of a column of panels
 * @param panels of all columns
 * @param blockTiles tiles of a block, one below the other
 * @param blockPanels panels of a block
 */
record ShallowBlocks(long tiles, long panels, long blockTiles, long blockPanels) {
  /** Panels of a block, at most: a tile of the left operand stays in a cache for them. */
  static final long MAX_PANELS = 4;

  /** Rows of the right operand, at most, that are asked for before they are copied. */
  static final long ROWS_AHEAD = 64;

  /** Tasks that there are if the rows are enough. */
  private static final long MIN_TASKS = 4;

  /** Tasks that more threads than a few share, if blocks of them are {@link #MANY_TILES}. */
  private static final long MANY_TASKS = 16;

  /** Tiles of a block, one below the other, at least: the first one takes longer. */
  private static final long MIN_TILES = 16;

  /** Tiles of a block, one below the other, of which the first one takes no part worth saving. */
  private static final long MANY_TILES = 128;

  /** Tiles, one below the other, for which it is no loss that the first one takes longer. */
  private static final long FEW_TILES = 4;

  /**
   * The blocks of some products of the same size.
   *
   * @param count of the products
   */
  static ShallowBlocks of(long count, long rows, long columns, RegisterTile tile, ScalarType type) {
    long tiles = Math.ceilDiv(rows, tile.rows());
    long panels = Math.ceilDiv(columns, tile.columns(type));
    boolean isShared = count == 1 && tiles < 2 * MIN_TILES;
    long most = isShared ? Math.ceilDiv(panels, 2) : panels;
    long blockPanels = EvenParts.shared(panels, Math.min(most, MAX_PANELS), 1);
    long columnBlocks = count * Math.ceilDiv(panels, blockPanels);
    long few = Math.min(tiles / MIN_TILES, Math.ceilDiv(MIN_TASKS, columnBlocks));
    long many = Math.min(tiles / MANY_TILES, Math.ceilDiv(MANY_TASKS, columnBlocks));
    long blockTiles = Math.ceilDiv(tiles, Math.max(1, Math.max(few, many)));
    return new ShallowBlocks(tiles, panels, blockTiles, blockPanels);
  }

  /** Whether a product has few enough factors a sum, and rows enough, for a machine. */
  static boolean fits(MatrixProduct product, RegisterTile tile) {
    ScalarType type = product.sum().scalar();
    return tile.vectorBytes() == 64
        && type.isFloat()
        && product.depth() <= LibraryBlocks.of(tile, type).depth()
        && product.rows() >= FEW_TILES * tile.rows();
  }

  long rowBlocks() {
    return Math.ceilDiv(tiles, blockTiles);
  }

  long columnBlocks() {
    return Math.ceilDiv(panels, blockPanels);
  }

  /** Blocks of a product, which are the tasks that threads share. */
  long tasks() {
    return rowBlocks() * columnBlocks();
  }
}
