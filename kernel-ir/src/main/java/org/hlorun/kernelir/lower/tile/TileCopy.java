package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;

/** How the threads of a block bring a tile of an operand to shared memory. */
interface TileCopy {
  /**
   * Starts to copy.
   *
   * @param stage the tile that is filled
   * @param batch the matrix of the batch
   * @param start the first free position
   * @param depth the first position along the depth
   * @return what {@link #end} needs
   */
  List<Value> begin(
      IndexExpr thread, IndexExpr stage, IndexExpr batch, IndexExpr start, IndexExpr depth);

  /** Writes what was read, if it is not there by itself. */
  void end(IndexExpr thread, IndexExpr stage, List<Value> values);

  /** Whether the copy goes on by itself, and {@code AsyncWait} waits for it. */
  boolean isAsync();
}
