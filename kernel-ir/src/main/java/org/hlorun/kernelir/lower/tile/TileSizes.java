package org.hlorun.kernelir.lower.tile;

/**
 * How a matrix product is cut for blocks and threads of a GPU.
 *
 * @param rows rows of a block's tile of the result
 * @param columns columns of it
 * @param depth depth of what lies in shared memory at once
 * @param threadRows rows of it that a thread, or a warp that multiplies matrices, computes
 * @param threadColumns columns of it
 * @param threads threads of the block
 */
public record TileSizes(
    int rows, int columns, int depth, int threadRows, int threadColumns, int threads) {
  /** Threads that each have their own rows and columns. */
  static TileSizes ofThreads(int size, int depth, int each) {
    return new TileSizes(size, size, depth, each, each, size / each * (size / each));
  }

  /** Warps that each have their own rows and columns. */
  static TileSizes ofWarps(int rows, int columns, int depth, int warpRows, int warpColumns) {
    int warps = rows / warpRows * (columns / warpColumns);
    return new TileSizes(rows, columns, depth, warpRows, warpColumns, warps * 32);
  }
}
