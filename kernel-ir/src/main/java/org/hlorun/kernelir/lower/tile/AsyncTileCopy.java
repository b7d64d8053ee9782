package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;

/**
 * A copy that does without registers ({@code cp.async}).
 *
 * @param elements the code that places are found with
 * @param tile where to
 * @param matrix where from
 * @param from its memory
 */
record AsyncTileCopy(ElementGenerator elements, OperandTile tile, TileSource matrix, Buffer from)
    implements TileCopy {
  @Override
  public List<Value> begin(
      IndexExpr thread, IndexExpr stage, IndexExpr batch, IndexExpr start, IndexExpr depth) {
    tile.copy(
        thread, stage, start, depth, from, (free, k) -> matrix.place(elements, batch, free, k));
    return List.of();
  }

  @Override
  public void end(IndexExpr thread, IndexExpr stage, List<Value> values) {}

  @Override
  public boolean isAsync() {
    return true;
  }
}
