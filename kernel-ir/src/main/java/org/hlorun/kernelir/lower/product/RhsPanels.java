package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;

/**
 * Copies of the right operand of a product in panels, which are as wide as a register tile: depth
 * by depth the columns of the panel.
 */
final class RhsPanels {
  /** Panels that are copied side by side where rows of the operand lie far apart. */
  private static final long TOGETHER = 4;

  /** Bytes that memory is read in. */
  private static final long LINE_BYTES = 64;

  private final MatrixProduct product;
  private final PackedFactors factors;
  private final int width;
  private final long group;

  /**
   * Panels of a product.
   *
   * @param width columns of a panel
   */
  RhsPanels(MatrixProduct product, PackedFactors factors, int width) {
    this.product = product;
    this.factors = factors;
    this.width = width;
    // One panel has a single cache line of every row, and rows are too far apart to be fetched
    // ahead.
    boolean alone = product.rhs().isDepthContiguous() || count() < 4 * TOGETHER;
    this.group = alone ? 1 : TOGETHER;
  }

  /** How many panels the operand has. */
  long count() {
    return Math.ceilDiv(product.columns(), width);
  }

  /** How many panels are copied side by side. */
  long group() {
    return group;
  }

  /** Where the row of a panel of a group is copied to. */
  @FunctionalInterface
  interface Place {
    IndexExpr of(long panel, IndexExpr depth);
  }

  /**
   * Copies some depths of a group of panels.
   *
   * @param number of the group
   * @param start the first depth
   */
  void copy(
      ProductKernel kernel,
      Buffer to,
      IndexExpr batch,
      IndexExpr number,
      IndexExpr start,
      long depths,
      Place place) {
    kernel.part(
        number,
        group * width,
        product.columns(),
        (column, columns) ->
            kernel
                .builder()
                .loop(
                    depths,
                    LoopSchedule.SERIAL,
                    k -> {
                      for (long at = 0; at < columns; at += width) {
                        IndexExpr first = place.of(at / width, k);
                        long lanes = Math.min(width, columns - at);
                        row(kernel, to, first, batch, column.plus(at), lanes, start.plus(k));
                      }
                    }));
  }

  /** Asks for a row of a group of panels, where rows are what lies together in memory. */
  void prefetch(ProductKernel kernel, IndexExpr batch, IndexExpr number, IndexExpr k) {
    ProductOperand stored = product.rhs().stored();
    if (!product.rhs().isFreeContiguous()) {
      return;
    }
    long line = LINE_BYTES / stored.value().shape().asArray().elementType().byteSize();
    IndexExpr column = number.times(group * width);
    for (long at = 0; at < group * width; at += line) {
      kernel.prefetch(product.rhs(), batch, column.plus(at), k);
    }
  }

  /** Copies the columns of one panel at one depth. */
  private void row(
      ProductKernel kernel,
      Buffer to,
      IndexExpr first,
      IndexExpr batch,
      IndexExpr column,
      long columns,
      IndexExpr k) {
    LoopSchedule together =
        product.rhs().isDepthContiguous() ? LoopSchedule.UNROLLED : LoopSchedule.vector(width, 1);
    kernel
        .builder()
        .loop(
            columns,
            together,
            lane ->
                kernel
                    .builder()
                    .store(
                        to,
                        first.plus(lane),
                        factors.rhs(kernel.elements(), batch, column.plus(lane), k),
                        null));
  }
}
