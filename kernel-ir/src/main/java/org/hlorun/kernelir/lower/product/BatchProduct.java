package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;

/**
 * Many small matrix products of which an operand has the same element of all batches side by side,
 * such as weights for each frequency: lanes are batches.
 */
final class BatchProduct {
  /** Rows, and columns, of matrices that are small. */
  private static final long MAX_SIZE = 64;

  /** Vectors of batches that one task computes. */
  private static final long GROUP = 4;

  private final ProductKernel kernel;
  private final MatrixProduct product;
  private final int lanes;
  private final long tileRows;
  private final long tileColumns;

  BatchProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.kernel = new ProductKernel(view, product.dot());
    this.product = product;
    this.lanes = tile.lanes(product.sum().scalar());
    this.tileRows = Math.min(product.rows(), tile.rows());
    this.tileColumns = Math.min(product.columns(), tile.vectors(tile.rows()));
  }

  static boolean fits(MatrixProduct product, RegisterTile tile) {
    return Math.max(product.rows(), product.columns()) <= MAX_SIZE
        && product.batch() >= tile.lanes(product.sum().scalar())
        && product.lhs().isStored()
        && product.rhs().isStored()
        && (product.lhs().isBatchContiguous() || product.rhs().isBatchContiguous());
  }

  LoweredKernel lower() {
    long size = GROUP * lanes;
    long groups = Math.ceilDiv(product.batch(), size);
    long panels = Math.ceilDiv(product.columns(), tileColumns);
    long tiles = Math.ceilDiv(product.rows(), tileRows);
    kernel
        .builder()
        .loop(
            groups * panels * tiles,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr group = kernel.once(task.dividedBy(panels * tiles));
              IndexExpr panel = kernel.once(task.dividedBy(tiles).modulo(panels));
              IndexExpr tile = kernel.once(task.modulo(tiles));
              kernel.part(
                  group,
                  size,
                  product.batch(),
                  (batch, batches) -> columns(batch, batches, panel, tile));
            });
    return kernel.finish("batches");
  }

  private void columns(IndexExpr batch, long batches, IndexExpr panel, IndexExpr tile) {
    kernel.part(
        panel,
        tileColumns,
        product.columns(),
        (column, columns) ->
            kernel.part(
                tile,
                tileRows,
                product.rows(),
                (row, rows) ->
                    kernel
                        .builder()
                        .loop(
                            batches,
                            LoopSchedule.vector(lanes, 1),
                            lane -> sums(batch.plus(lane), row, rows, column, columns))));
  }

  private void sums(IndexExpr batch, IndexExpr row, long rows, IndexExpr column, long columns) {
    ElementGenerator elements = kernel.elements();
    int count = (int) (rows * columns);
    List<Value> totals =
        kernel
            .builder()
            .loop(
                product.depth(),
                LoopSchedule.SERIAL,
                Collections.nCopies(count, product.sum().zero(elements)),
                (k, sums) -> step(elements, batch, row, rows, column, columns, k, sums),
                null);
    for (int i = 0; i < count; i++) {
      kernel.store(
          product.resultIndex(batch, row.plus(i / columns), column.plus(i % columns)),
          totals.get(i));
    }
  }

  private List<Value> step(
      ElementGenerator elements,
      IndexExpr batch,
      IndexExpr row,
      long rows,
      IndexExpr column,
      long columns,
      IndexExpr depth,
      List<Value> sums) {
    List<Value> right = new ArrayList<>();
    for (long c = 0; c < columns; c++) {
      right.add(product.rhs(elements, batch, column.plus(c), depth, null));
    }
    List<Value> next = new ArrayList<>();
    for (long r = 0; r < rows; r++) {
      Value left = product.lhs(elements, batch, row.plus(r), depth, null);
      for (Value factor : right) {
        next.add(product.sum().multiplyAdd(kernel.builder(), left, factor, sums.get(next.size())));
      }
    }
    return next;
  }
}
