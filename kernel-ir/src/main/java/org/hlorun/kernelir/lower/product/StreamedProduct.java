package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;

/**
 * A matrix product of few rows whose right operand has its columns side by side in memory. It is
 * read once, some of its rows at a time along their whole length, and added to sums that stay in
 * the cache: what costs is reading it, and memory is fast for long runs only.
 */
final class StreamedProduct {
  /** Columns whose sums one task keeps. */
  private static final long BLOCK = 1024;

  /** Rows of the right operand that are read side by side. */
  private static final int STREAMS = 8;

  private final ProductKernel kernel;
  private final MatrixProduct product;
  private final ScalarType type;
  private final int lanes;
  private final long block;
  private final Buffer sums;

  StreamedProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.kernel = new ProductKernel(view, product.dot());
    this.product = product;
    this.type = product.sum().scalar();
    this.lanes = tile.lanes(type);
    this.block = Math.min(BLOCK, product.columns());
    this.sums = kernel.builder().local("sums", type, product.rows() * block);
  }

  LoweredKernel lower() {
    long blocks = Math.ceilDiv(product.columns(), block);
    kernel
        .builder()
        .loop(
            product.batch() * blocks,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr batch = kernel.once(task.dividedBy(blocks));
              IndexExpr number = kernel.once(task.modulo(blocks));
              kernel.part(
                  number,
                  block,
                  product.columns(),
                  (column, columns) -> columns(batch, column, columns));
            });
    return kernel.finish("stream");
  }

  private void columns(IndexExpr batch, IndexExpr column, long columns) {
    KernelBuilder builder = kernel.builder();
    Value zero = product.sum().zero(kernel.elements());
    builder.loop(
        product.rows() * block,
        LoopSchedule.vector(lanes, 1),
        place -> builder.store(sums, place, zero, null));
    long steps = product.depth() / STREAMS;
    builder.loop(
        steps,
        LoopSchedule.SERIAL,
        step -> add(batch, column, columns, step.times(STREAMS), STREAMS));
    int rest = (int) (product.depth() - steps * STREAMS);
    if (rest > 0) {
      add(batch, column, columns, IndexExpr.constant(steps * STREAMS), rest);
    }
    for (int row = 0; row < product.rows(); row++) {
      IndexExpr place = IndexExpr.constant(row * block);
      IndexExpr at = IndexExpr.constant(row);
      builder.loop(
          columns,
          LoopSchedule.vector(lanes, 1),
          lane ->
              kernel.store(
                  product.resultIndex(batch, at, column.plus(lane)),
                  builder.load(sums, place.plus(lane), null)));
    }
  }

  /** Adds the products of {@code count} depths to the sums. */
  private void add(IndexExpr batch, IndexExpr column, long columns, IndexExpr depth, int count) {
    KernelBuilder builder = kernel.builder();
    ElementGenerator elements = kernel.elements();
    builder.loop(
        columns,
        LoopSchedule.vector(lanes, 2),
        lane -> {
          for (int row = 0; row < product.rows(); row++) {
            IndexExpr place = lane.plus(row * block);
            Value sum = builder.load(sums, place, null);
            for (int k = 0; k < count; k++) {
              IndexExpr at = depth.plus(k);
              Value lhs = product.lhs(elements, batch, IndexExpr.constant(row), at, null);
              Value rhs = product.rhs(elements, batch, column.plus(lane), at, null);
              sum = product.sum().multiplyAdd(builder, lhs, rhs, sum);
            }
            builder.store(sums, place, sum, null);
          }
        });
  }
}
