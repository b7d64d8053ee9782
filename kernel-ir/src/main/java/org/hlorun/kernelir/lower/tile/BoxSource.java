package org.hlorun.kernelir.lower.tile;

import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.lower.contract.TensorTiles;
import org.hlorun.language.ir.HloInstruction;

/** An array in memory of which boxes are tiles of a factor. */
public interface BoxSource {
  /** The array. */
  HloInstruction array();

  /**
   * How boxes of it are copied.
   *
   * @param line elements of a box along the neighbours in memory
   * @param lines lines of a box
   */
  TensorTiles tiles(MatrixFactor factor, int line, int lines);

  /**
   * Where a box begins.
   *
   * @param along its position along the neighbours in memory
   * @param across its position across
   */
  List<IndexExpr> boxPosition(IndexExpr batch, IndexExpr along, IndexExpr across);
}
