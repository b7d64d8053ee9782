package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.loop.BoundsCode;

/**
 * A matrix product of few rows whose right operand lies row by row in memory. The threads of a warp
 * of a GPU have neighbouring columns; the warps of a block take every eighth position of the depth
 * each, and their sums are added in shared memory, in the order of the warps.
 */
final class SlicedProduct {
  /** Rows that are few: a thread carries a sum for each, and a warp adds up each. */
  static final long MAX_ROWS = 8;

  /** Columns of a block. */
  static final int COLUMNS = 32;

  private static final int SLICES = 8;

  /** Elements of the right operand that a thread waits for at the same time. */
  private static final int UNROLL = 4;

  private final ProductKernel kernel;
  private final MatrixProduct product;

  SlicedProduct(FusedView view, MatrixProduct product) {
    this.kernel = new ProductKernel(view, product.dot());
    this.product = product;
  }

  LoweredKernel lower() {
    KernelBuilder builder = kernel.builder();
    long across = Math.ceilDiv(product.columns(), COLUMNS);
    Buffer sums = builder.shared("sums", product.sum().scalar(), product.rows() * SLICES * COLUMNS);
    builder.loop(
        product.batch() * across,
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr batch = kernel.once(number.dividedBy(across));
          IndexExpr column = kernel.once(number.modulo(across)).times(COLUMNS);
          builder.loop(
              COLUMNS * SLICES, LoopSchedule.THREADS, thread -> run(batch, column, thread, sums));
        });
    return kernel.finish("slices");
  }

  private void run(IndexExpr batch, IndexExpr first, IndexExpr thread, Buffer sums) {
    KernelBuilder builder = kernel.builder();
    IndexExpr slice = kernel.once(thread.dividedBy(COLUMNS));
    IndexExpr lane = kernel.once(thread.modulo(COLUMNS));
    IndexExpr column = first.plus(lane);
    IndexExpr readable = BoundsCode.clamped(builder, column, product.columns() - 1);
    List<Value> totals = addSlice(batch, readable, slice);
    for (int row = 0; row < totals.size(); row++) {
      IndexExpr line = slice.plus((long) row * SLICES);
      builder.store(sums, line.times(COLUMNS).plus(lane), totals.get(row), null);
    }
    builder.add(new BlockOperation.Barrier());
    Value inside = BoundsCode.within(builder, null, slice, product.rows());
    BoundsCode.when(
        builder,
        BoundsCode.within(builder, inside, column, product.columns()),
        () -> kernel.store(product.resultIndex(batch, slice, column), total(slice, lane, sums)));
  }

  /** The sum of all slices of a row. */
  private Value total(IndexExpr row, IndexExpr lane, Buffer sums) {
    KernelBuilder builder = kernel.builder();
    Value total = null;
    for (int slice = 0; slice < SLICES; slice++) {
      IndexExpr place = row.times(SLICES).plus(slice).times(COLUMNS).plus(lane);
      Value part = builder.load(sums, place, null);
      total = total == null ? part : product.sum().add(builder, total, part);
    }
    return total;
  }

  /** The sums of a column over every eighth position of the depth, one for each row. */
  private List<Value> addSlice(IndexExpr batch, IndexExpr column, IndexExpr slice) {
    KernelBuilder builder = kernel.builder();
    return builder.loop(
        Math.ceilDiv(product.depth(), SLICES * UNROLL),
        LoopSchedule.SERIAL,
        Collections.nCopies((int) product.rows(), product.sum().zero(kernel.elements())),
        (step, carried) -> {
          List<IndexExpr> positions = new ArrayList<>();
          List<Value> factors = new ArrayList<>();
          for (int u = 0; u < UNROLL; u++) {
            positions.add(step.times(UNROLL).plus(u).times(SLICES).plus(slice));
            factors.add(
                product.rhs(kernel.elements(), batch, column, depth(positions.get(u)), null));
          }
          List<Value> sums = carried;
          for (int u = 0; u < UNROLL; u++) {
            sums = add(batch, positions.get(u), factors.get(u), sums);
          }
          return sums;
        },
        null);
  }

  private IndexExpr depth(IndexExpr position) {
    return BoundsCode.clamped(kernel.builder(), position, product.depth() - 1);
  }

  /** Adds a product to the sum of every row, if its position is inside of the depth. */
  private List<Value> add(IndexExpr batch, IndexExpr position, Value rhs, List<Value> sums) {
    KernelBuilder builder = kernel.builder();
    Value inside = BoundsCode.within(builder, null, position, product.depth());
    List<Value> next = new ArrayList<>();
    for (int row = 0; row < sums.size(); row++) {
      IndexExpr at = IndexExpr.constant(row);
      Value lhs = product.lhs(kernel.elements(), batch, at, depth(position), null);
      Value sum = product.sum().multiplyAdd(builder, lhs, rhs, sums.get(row));
      next.add(inside == null ? sum : builder.select(inside, sum, sums.get(row)));
    }
    return next;
  }
}
