package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;

/**
 * A copy through registers: elements may be computed on the way.
 *
 * @param tile where to
 * @param factor the elements, as they are kept in shared memory
 */
record RegisterCopy(OperandTile tile, Factor factor) implements TileCopy {
  /** An element of an operand. */
  @FunctionalInterface
  interface Factor {
    Value at(IndexExpr batch, IndexExpr free, IndexExpr depth);
  }

  @Override
  public List<Value> begin(
      IndexExpr thread, IndexExpr stage, IndexExpr batch, IndexExpr start, IndexExpr depth) {
    return tile.read(thread, start, depth, (free, k) -> factor.at(batch, free, k));
  }

  @Override
  public void end(IndexExpr thread, IndexExpr stage, List<Value> values) {
    tile.write(thread, stage, values);
  }

  @Override
  public boolean isAsync() {
    return false;
  }
}
