package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.ScalarType;

/**
 * How large the blocks of a product of the library may be.
 *
 * @param depth of a block, in factors
 * @param columns of a block of sums
 * @param tiles rows of tiles of a block of sums
 * @param together factors that are copied or multiplied together, of which depths are multiples
 */
record LibraryBlocks(long depth, long columns, long tiles, long together) {
  /**
   * Bytes of a row of a block of sums and of a row of the left operand in it, for vectors of 64
   * bytes. A processor that has them has a cache of level 2 of 1 MiB or more: there the blocks and
   * two panels stay, of which tiles take 16 bytes in a cycle; a tile of the left operand stays in
   * the cache of level 1. Deep and wide blocks have factors copied and sums loaded less often.
   */
  private static final long WIDE_ROW_BYTES = 4 << 10;

  /** The blocks of a machine. */
  static LibraryBlocks of(RegisterTile tile, ScalarType type) {
    boolean isWide = tile.vectorBytes() == 64;
    long depth = isWide ? WIDE_ROW_BYTES / type.byteSize() : PackedProduct.DEPTH;
    long columns = isWide ? WIDE_ROW_BYTES / type.byteSize() : PackedProduct.MAX_COLUMNS;
    long rowBytes = columns * tile.rows() * type.byteSize();
    long tiles = PackedProduct.BLOCK_BYTES / rowBytes;
    return new LibraryBlocks(depth, columns, tiles, together(tile, type));
  }

  /** Factors of a row that are copied or multiplied together. */
  static long together(RegisterTile tile, ScalarType type) {
    return Math.max(tile.lanes(type), PackedProduct.UNROLL);
  }

  /** The depth of blocks that a depth is cut into, all but the last of which are equal. */
  long evenDepth(long total) {
    long blocks = Math.ceilDiv(total, depth);
    return Math.ceilDiv(total, blocks * together) * together;
  }
}
