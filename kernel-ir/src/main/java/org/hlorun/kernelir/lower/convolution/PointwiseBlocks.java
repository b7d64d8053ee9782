package org.hlorun.kernelir.lower.convolution;

import org.hlorun.kernelir.lower.loop.EvenParts;

/**
 * How the dot products of the channels of two arrays of images are cut. A task has a block of
 * results, which are rows of tiles, and a group of images. It goes from chunk to chunk of positions
 * that stay in the caches, and in each from strip to strip of tiles, which are some tiles wide.
 *
 * @param products that are cut
 * @param rowTiles tiles below each other in a block
 * @param columnTiles tiles beside each other in a block
 * @param stripTiles tiles beside each other in a strip
 * @param chunk positions of an image that a chunk has
 * @param chunkImages images of a chunk
 * @param groups of images
 */
record PointwiseBlocks(
    Products products,
    long rowTiles,
    long columnTiles,
    long stripTiles,
    long chunk,
    long chunkImages,
    long groups) {
  /** Channels of a block, at most, of the left and the right array for the library. */
  static final long MOST_ROWS = Limits.TALL.rowTiles * TileSides.WIDE.rows();

  static final long MOST_COLUMNS = Limits.WIDE.columnTiles * TileSides.WIDE.columns();

  /** Tiles of a block, at most: its sums are in the cache of level 2. */
  static final long MOST_TILES = Limits.WIDE.rowTiles * Limits.WIDE.columnTiles;

  /** Bytes of a channel's positions, at most, that are copied for a chunk. */
  static final long PACKED_BYTES = 1600;

  /** Tiles beside each other whose operand stays in the cache of level 1. */
  static final long STRIP_TILES = 3;

  /** So many tiles beside each other, with a chunk of less than two kilobytes, stay there, too. */
  private static final long MOST_STRIP_TILES = 6;

  /**
   * Positions of a chunk: of so many those of {@link #STRIP_TILES} stay in the cache of level 1.
   */
  private static final long CHUNK = 256;

  /** Bytes that memory is read in. */
  private static final long LINE_BYTES = 64;

  /** Tasks that give several threads something to do. */
  private static final long TASKS = 32;

  /** Groups of images if there are enough blocks of results. */
  private static final long MIN_GROUPS = 8;

  /**
   * The dot products.
   *
   * @param rows channels of the left array
   * @param columns channels of the right array
   * @param images of both arrays
   * @param positions of an image
   * @param sides of a tile
   */
  record Products(long rows, long columns, long images, long positions, TileSides sides) {
    private long rowTiles() {
      return Math.ceilDiv(rows, sides.rows());
    }

    private long columnTiles() {
      return Math.ceilDiv(columns, sides.columns());
    }
  }

  /** Tiles of a block, at most. */
  private record Limits(long rowTiles, long columnTiles) {
    static final Limits WIDE = new Limits(16, 36);
    static final Limits TALL = new Limits(36, 15);

    /** The limits for whole tiles: those of blocks that have more tiles beside each other. */
    static Limits of(Products products) {
      return products.rows > products.columns ? TALL : WIDE;
    }
  }

  /** Blocks of kernels for one size, whose tiles at the ends are code of their own. */
  static PointwiseBlocks ofOneSize(Products products, int lanes) {
    Limits limits = Limits.WIDE;
    long tiles = EvenParts.size(products.columnTiles(), limits.columnTiles);
    return new PointwiseBlocks(
            products,
            EvenParts.size(products.rowTiles(), limits.rowTiles),
            Math.ceilDiv(tiles, STRIP_TILES) * STRIP_TILES,
            STRIP_TILES,
            chunk(products.positions, lanes),
            EvenParts.divisor(products.images, Math.max(1, CHUNK * 5 / 4 / products.positions)),
            1)
        .grouped();
  }

  /** Whether an image is small enough to be a part of a chunk that is copied. */
  static boolean isPacked(long positions, int elementBytes) {
    return positions * elementBytes <= PACKED_BYTES;
  }

  /** Blocks of the library's kernels for small images: a chunk has several of them. */
  static PointwiseBlocks packed(Products products, int elementBytes) {
    long most = PACKED_BYTES / (elementBytes * products.positions);
    return ofLibrary(
        products, STRIP_TILES, products.positions, EvenParts.divisor(products.images, most));
  }

  /** Blocks of the library's kernels for other images: a chunk is a part of one. */
  static PointwiseBlocks direct(Products products, int lanes) {
    long chunk = Math.ceilDiv(EvenParts.size(products.positions, CHUNK), lanes) * lanes;
    return ofLibrary(products, MOST_STRIP_TILES, chunk, 1);
  }

  private static PointwiseBlocks ofLibrary(
      Products products, long strip, long chunk, long chunkImages) {
    Limits limits = Limits.of(products);
    long columnTiles = EvenParts.size(products.columnTiles(), limits.columnTiles);
    return new PointwiseBlocks(
            products,
            EvenParts.size(products.rowTiles(), limits.rowTiles),
            columnTiles,
            columnTiles <= strip ? columnTiles : STRIP_TILES,
            chunk,
            chunkImages,
            1)
        .grouped();
  }

  private PointwiseBlocks grouped() {
    long wanted = Math.max(MIN_GROUPS, TASKS / blocks());
    return new PointwiseBlocks(
        products,
        rowTiles,
        columnTiles,
        stripTiles,
        chunk,
        chunkImages,
        EvenParts.divisor(products.images / chunkImages, wanted));
  }

  /** Positions of an image that are a chunk: a divisor if one is near enough. */
  private static long chunk(long count, int lanes) {
    if (count <= CHUNK * 3 / 2) {
      return count;
    }
    for (long size = CHUNK * 3 / 2 / lanes * lanes; size >= CHUNK / 2; size -= lanes) {
      if (count % size == 0) {
        return size;
      }
    }
    return CHUNK;
  }

  /** Strips of a block. */
  long strips() {
    return Math.ceilDiv(columnTiles, stripTiles);
  }

  /** Blocks beside each other. */
  long columnBlocks() {
    return Math.ceilDiv(products.columnTiles(), columnTiles);
  }

  /** Blocks of results. */
  long blocks() {
    return Math.ceilDiv(products.rowTiles(), rowTiles) * columnBlocks();
  }

  long tasks() {
    return groups * blocks();
  }

  /** Chunks of an image. */
  long imageChunks() {
    return Math.ceilDiv(products.positions, chunk);
  }

  /** Chunks of whole images that a group has. */
  long groupChunks() {
    return products.images / chunkImages / groups;
  }

  /** Whether a chunk has whole images. */
  boolean isWhole() {
    return chunk == products.positions;
  }

  /** Elements that memory is read in. */
  static long line(int elementBytes) {
    return LINE_BYTES / elementBytes;
  }

  /** Lines of memory of a channel of an image that a chunk has. */
  long lines(int elementBytes) {
    return Math.ceilDiv(chunk, line(elementBytes));
  }

  /** The lines of a channel of a chunk that each of so many tiles asks for. */
  long linesOf(long tiles, int elementBytes) {
    return Math.ceilDiv(lines(elementBytes) * chunkImages, tiles);
  }
}
