package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;

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
        (column, columns) -> {
          Copy copy = new Copy(kernel, to, batch, start, depths, place);
          if (product.rhs().isDepthContiguous()) {
            alongDepths(copy, column, columns);
          } else {
            alongColumns(copy, column, columns);
          }
        });
  }

  /** What the code of a copy needs. */
  private record Copy(
      ProductKernel kernel,
      Buffer to,
      IndexExpr batch,
      IndexExpr start,
      long depths,
      Place place) {}

  private void alongColumns(Copy copy, IndexExpr column, long columns) {
    KernelBuilder builder = copy.kernel.builder();
    builder.loop(
        copy.depths,
        LoopSchedule.SERIAL,
        k -> {
          for (long at = 0; at < columns; at += width) {
            IndexExpr first = copy.place.of(at / width, k);
            IndexExpr from = column.plus(at);
            builder.loop(
                Math.min(width, columns - at),
                LoopSchedule.vector(width, 1),
                lane ->
                    builder.store(
                        copy.to, first.plus(lane), factor(copy, from.plus(lane), k), null));
          }
        });
  }

  /**
   * The lanes of vectors are neighbouring depths, and as many columns as a vector has lanes make a
   * square that is transposed in registers. For fewer columns that is not worth its code.
   */
  private void alongDepths(Copy copy, IndexExpr column, long columns) {
    int lanes = width / 2;
    long whole = columns / lanes * lanes;
    copy.kernel
        .builder()
        .loop(
            columns / lanes,
            LoopSchedule.SERIAL,
            square -> depths(copy, column, square.times(lanes), lanes, lanes));
    depths(copy, column, IndexExpr.constant(whole), columns - whole, 1);
  }

  /** Copies some columns of a panel, some depths at once. */
  private void depths(Copy copy, IndexExpr column, IndexExpr at, long columns, int lanes) {
    if (columns == 0) {
      return;
    }
    KernelBuilder builder = copy.kernel.builder();
    builder.loop(
        copy.depths,
        lanes == 1 ? LoopSchedule.SERIAL : LoopSchedule.vector(lanes, 1),
        k -> {
          List<Value> values = new ArrayList<>();
          for (long i = 0; i < columns; i++) {
            values.add(factor(copy, column.plus(at).plus(i), k));
          }
          IndexExpr first = copy.place.of(0, k).plus(at);
          for (int i = 0; i < columns; i++) {
            builder.store(copy.to, first.plus(i), values.get(i), null);
          }
        });
  }

  private Value factor(Copy copy, IndexExpr column, IndexExpr k) {
    return factors.rhs(copy.kernel.elements(), copy.batch, column, copy.start.plus(k));
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
}
