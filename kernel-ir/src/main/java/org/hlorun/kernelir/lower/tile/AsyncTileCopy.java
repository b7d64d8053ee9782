package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Value;

/**
 * A copy that does without registers ({@code cp.async}).
 *
 * @param tile where to
 * @param matrix where from
 * @param from its memory
 */
record AsyncTileCopy(OperandTile tile, StoredMatrix matrix, Buffer from) implements TileCopy {
  @Override
  public List<Value> begin(
      IndexExpr thread, IndexExpr stage, IndexExpr batch, IndexExpr start, IndexExpr depth) {
    tile.copy(thread, stage, start, depth, from, (free, k) -> matrix.address(batch, free, k));
    return List.of();
  }

  @Override
  public void end(IndexExpr thread, IndexExpr stage, List<Value> values) {}

  @Override
  public boolean isAsync() {
    return true;
  }
}
