package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;

/**
 * Copies of the left operand of a product in tiles, which have as many rows as a register tile:
 * depth by depth the rows of the tile.
 */
final class LhsTiles {
  private final MatrixProduct product;
  private final PackedFactors factors;
  private final int tileRows;
  private final int lanes;

  /**
   * Tiles of a product.
   *
   * @param lanes elements of a vector register
   */
  LhsTiles(MatrixProduct product, PackedFactors factors, int tileRows, int lanes) {
    this.product = product;
    this.factors = factors;
    this.tileRows = tileRows;
    this.lanes = lanes;
  }

  /** Where rows are copied from and to. */
  private record Copy(ProductKernel kernel, Buffer to, IndexExpr batch, IndexExpr row, long rows) {}

  /**
   * Copies some depths of a tile if there is one of that number.
   *
   * @param place where they are copied to
   * @param start the first depth
   */
  void copy(
      ProductKernel kernel,
      Buffer to,
      IndexExpr batch,
      IndexExpr number,
      IndexExpr place,
      IndexExpr start,
      long depths) {
    kernel.part(
        number,
        tileRows,
        product.rows(),
        (row, rows) -> {
          Copy copy = new Copy(kernel, to, batch, row, rows);
          kernel
              .builder()
              .loop(
                  depths,
                  together(rows),
                  k -> depth(copy, place.plus(k.times(tileRows)), start.plus(k)));
        });
  }

  /** Copies rows at one depth to a place. */
  private void depth(Copy copy, IndexExpr place, IndexExpr k) {
    KernelBuilder builder = copy.kernel.builder();
    if (product.lhs().isFreeContiguous()) {
      builder.loop(
          copy.rows,
          LoopSchedule.vector(tileRows, 1),
          r -> builder.store(copy.to, place.plus(r), factor(copy, r, k), null));
      return;
    }
    List<Value> values = new ArrayList<>();
    for (long r = 0; product.lhs().isDepthContiguous() && r < copy.rows; r++) {
      // The next tile's: rows are too short for a processor to know that they go on.
      copy.kernel.prefetch(product.lhs(), copy.batch, copy.row.plus(r + tileRows), k);
    }
    for (long r = 0; r < copy.rows; r++) {
      values.add(factor(copy, IndexExpr.constant(r), k));
    }
    for (int r = 0; r < copy.rows; r++) {
      builder.store(copy.to, place.plus(r), values.get(r), null);
    }
  }

  private Value factor(Copy copy, IndexExpr row, IndexExpr k) {
    ElementGenerator elements = copy.kernel.elements();
    return factors.lhs(elements, copy.batch, copy.row.plus(row), k);
  }

  /**
   * Depths that are copied at once: the rows of a full tile that lie along them are transposed in
   * registers, which for the few rows that are left is not worth its code.
   */
  private LoopSchedule together(long rows) {
    return product.lhs().isDepthContiguous() && rows == tileRows
        ? LoopSchedule.vector(lanes, 1)
        : LoopSchedule.SERIAL;
  }
}
