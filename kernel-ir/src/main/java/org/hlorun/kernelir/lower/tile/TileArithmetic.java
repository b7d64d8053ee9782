package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;

/** How the threads of a block multiply two tiles in shared memory. */
public interface TileArithmetic {
  /** A thread's sums before the first tile. */
  List<Value> zeros();

  /**
   * A thread's sums after one more pair of tiles.
   *
   * @param thread its number in the block
   * @param stage which of the tiles
   */
  List<Value> add(IndexExpr thread, IndexExpr stage, List<Value> sums);

  /**
   * The place in the block's tile of the result that one of a thread's sums belongs to.
   *
   * @param sum its number in the lists above
   */
  Place place(IndexExpr thread, int sum);

  /** A row and a column of a tile. */
  record Place(IndexExpr row, IndexExpr column) {}
}
