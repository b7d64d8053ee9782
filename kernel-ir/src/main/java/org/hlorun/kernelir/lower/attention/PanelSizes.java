package org.hlorun.kernelir.lower.attention;

import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.loop.EvenParts;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.RegisterTile;

/**
 * How an attention is cut on a CPU. Queries are the lanes of panels; a task has some panels of one
 * batch and passes over the keys in blocks. Results depend on the size of these blocks, which
 * follows from the shapes and the machine, never from the number of threads.
 *
 * @param tileRows keys, or positions of a value, of a tile that is summed in registers
 * @param lanes queries of a panel
 * @param panels panels of a task
 * @param keys keys of a block, a multiple of {@code tileRows}
 * @param depth positions of a query and a key
 * @param width positions of a value, filled up to a multiple of {@code tileRows}
 */
record PanelSizes(int tileRows, int lanes, long panels, long keys, long depth, long width) {
  /** Panels of a task: keys and values are copied once for all of them. */
  private static final long MAX_PANELS = 4;

  private static final long MAX_KEYS = 96;

  /** Bytes of a block of keys and values, which stay in the cache of level 2. */
  private static final long BLOCK_BYTES = 128 << 10;

  /** Tasks that a few processors share evenly. */
  private static final long TASKS = 16;

  /** The sizes for the products of an attention. */
  static PanelSizes of(MatrixProduct scores, MatrixProduct result, RegisterTile tile) {
    int rows = tile.rows();
    int vector = tile.lanes(ScalarType.F32);
    int lanes = scores.rows() > vector ? 2 * vector : vector;
    long width = Math.ceilDiv(result.columns(), rows) * rows;
    long bytes = (scores.depth() + width) * ScalarType.F32.byteSize();
    long most = Math.max(1, Math.min(MAX_KEYS, BLOCK_BYTES / bytes) / rows);
    long keys = EvenParts.size(Math.ceilDiv(scores.columns(), rows), most) * rows;
    long all = Math.ceilDiv(scores.rows(), lanes);
    long panels = Math.min(MAX_PANELS, Math.max(1, scores.batch() * all / TASKS));
    return new PanelSizes(rows, lanes, Math.min(panels, all), keys, scores.depth(), width);
  }

  /** Bytes of memory of a task. */
  long bytes() {
    long elements = keys * (depth + width + lanes) + panels * lanes * (depth + width + 2) + lanes;
    return elements * ScalarType.F32.byteSize();
  }
}
