package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.loop.EvenParts;

/**
 * How a product of few factors a sum is cut into blocks of tiles, whose panels are copied by their
 * first tiles. Blocks are what threads share.
 *
 * @param tiles of a column of panels
 * @param panels of all columns
 * @param blockTiles tiles of a block, one below the other
 * @param blockPanels panels of a block
 */
record ShallowBlocks(long tiles, long panels, long blockTiles, long blockPanels) {
  /** Panels of a block, at most: a tile of the left operand stays in a cache for them. */
  static final long MAX_PANELS = 4;

  /** How many rows below the one that is copied the right operand is asked for. */
  static final long ROWS_AHEAD = 64;

  /** Tiles of a product, one below the other, at least: the first one, which copies, is slower. */
  private static final long MIN_TILES = 4;

  /** Blocks that there are if each has {@link #SHORT_BLOCK}: enough for a few threads. */
  private static final long FEW_BLOCKS = 4;

  /** Blocks that there are if each has {@link #LONG_BLOCK}: enough for many threads. */
  private static final long MANY_BLOCKS = 16;

  /** Tiles of a block, one below the other, for which its first one costs some percent. */
  private static final long SHORT_BLOCK = 16;

  /**
   * Bytes of a right operand of pairs, at most. A panel of it takes one line of each row, which is
   * too little for memory: a larger one is copied faster with four panels side by side.
   */
  private static final long MAX_PAIR_BYTES = 2 << 20;

  /** Tiles of a block, one below the other, for which its first one costs less than a percent. */
  private static final long LONG_BLOCK = 64;

  /**
   * The blocks of some products of the same size, as many for each of two threads if that is
   * possible.
   *
   * @param count of the products
   */
  static ShallowBlocks of(long count, long rows, long columns, RegisterTile tile, ScalarType type) {
    long tiles = Math.ceilDiv(rows, tile.rows());
    long panels = Math.ceilDiv(columns, tile.columns(type));
    boolean isLow = count == 1 && tiles < 2 * SHORT_BLOCK;
    long most = isLow ? Math.ceilDiv(panels, 2) : panels;
    long blockPanels = EvenParts.shared(panels, Math.min(most, MAX_PANELS), 1);
    long columnBlocks = count * Math.ceilDiv(panels, blockPanels);
    long few = Math.min(tiles / SHORT_BLOCK, Math.ceilDiv(FEW_BLOCKS, columnBlocks));
    long many = Math.min(tiles / LONG_BLOCK, Math.ceilDiv(MANY_BLOCKS, columnBlocks));
    long parts = Math.max(1, Math.max(few, many));
    boolean isEven = parts * columnBlocks % 2 == 0 || tiles < 2 * MIN_TILES;
    long blockTiles = Math.ceilDiv(tiles, isEven ? parts : parts + 1);
    return new ShallowBlocks(tiles, panels, blockTiles, blockPanels);
  }

  /** Whether a product has few enough factors a sum, and rows enough, for a machine. */
  static boolean fits(PackedFactors factors, RegisterTile tile) {
    ProductSum sum = factors.sum();
    ScalarType type = sum.scalar();
    MatrixProduct product = factors.product();
    long bytes = product.columns() * factors.depth() * sum.factor().byteSize();
    return tile.vectorBytes() == 64
        && type.isFloat()
        && factors.depth() <= LibraryBlocks.of(tile, type).depth()
        && product.rows() >= MIN_TILES * tile.rows()
        && (!sum.pairs() || bytes <= MAX_PAIR_BYTES);
  }

  /**
   * Whether the right operand is a constant whose panels are rather copied once, when the program
   * is made: where a column of them has few tiles, copying them in every call takes some percent.
   */
  static boolean areKept(PackedFactors factors, RegisterTile tile) {
    MatrixProduct product = factors.product();
    long tiles = Math.ceilDiv(product.rows(), tile.rows());
    return product.rhs().isConstant() && tiles <= SHORT_BLOCK * factors.sum().elements();
  }

  long rowBlocks() {
    return Math.ceilDiv(tiles, blockTiles);
  }

  long columnBlocks() {
    return Math.ceilDiv(panels, blockPanels);
  }

  /** Blocks of a product. */
  long count() {
    return rowBlocks() * columnBlocks();
  }
}
