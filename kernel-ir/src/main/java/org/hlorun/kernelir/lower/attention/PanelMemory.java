package org.hlorun.kernelir.lower.attention;

import java.util.function.Consumer;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductKernel;

/**
 * The memory of a task of an attention: panels of queries, a block of keys and of values, and the
 * sums of the panels, all in f32. Keys and values lie row by row, so that a position of one is the
 * factor of all lanes; what belongs to queries lies position by position, the lanes side by side.
 */
final class PanelMemory {
  private final ProductKernel kernel;
  private final KernelBuilder builder;
  private final MatrixProduct scores;
  private final MatrixProduct result;
  private final PanelSizes sizes;
  private final Buffer queries;
  private final Buffer keys;
  private final Buffer values;
  private final Buffer sums;
  private final Buffer weights;

  PanelMemory(ProductKernel kernel, MatrixProduct scores, MatrixProduct result, PanelSizes sizes) {
    this.kernel = kernel;
    this.builder = kernel.builder();
    this.scores = scores;
    this.result = result;
    this.sizes = sizes;
    long lanes = sizes.panels() * sizes.lanes();
    this.queries = builder.local("queries", ScalarType.F32, lanes * sizes.depth());
    this.keys = builder.local("keys", ScalarType.F32, sizes.keys() * sizes.depth());
    this.values = builder.local("values", ScalarType.F32, sizes.keys() * sizes.width());
    this.sums = builder.local("sums", ScalarType.F32, lanes * sizes.width());
    this.weights = builder.local("weights", ScalarType.F32, sizes.keys() * sizes.lanes());
  }

  /** Sums of nothing; and zeros behind the positions of values. */
  void clear() {
    fill(sums);
    if (sizes.width() > result.columns()) {
      fill(values);
    }
  }

  private void fill(Buffer buffer) {
    Value zero = builder.real(ScalarType.F32, 0);
    vectors(buffer.count(), i -> builder.store(buffer, i, zero, null));
  }

  private void vectors(long count, Consumer<IndexExpr> body) {
    builder.loop(count, LoopSchedule.vector(sizes.lanes(), 1), body);
  }

  /**
   * Copies a panel of queries.
   *
   * @param panel its number in the task
   * @param first the number of its first query; lanes behind the last query have that one
   */
  void copyQueries(IndexExpr batch, IndexExpr panel, IndexExpr first) {
    builder.loop(
        sizes.depth(),
        LoopSchedule.SERIAL,
        k ->
            vectors(
                sizes.lanes(),
                lane -> {
                  IndexExpr row = BoundsCode.clamped(builder, first.plus(lane), scores.rows() - 1);
                  Value query = scores.lhs(kernel.elements(), batch, row, k, null);
                  builder.store(queries, lanes(panel, sizes.depth(), k).plus(lane), query, null);
                }));
  }

  /** Where the lanes of a position of a panel begin. */
  private IndexExpr lanes(IndexExpr panel, long positions, IndexExpr position) {
    return panel.times(positions).plus(position).times(sizes.lanes());
  }

  /** Copies a block of keys and their values; behind the last key there are zeros. */
  void copyBlock(IndexExpr batch, IndexExpr first) {
    rows(
        sizes.depth(),
        scores.rhs().isDepthContiguous(),
        (key, k) -> {
          IndexExpr column = first.plus(key);
          Value factor = scores.rhs(kernel.elements(), batch, column, k, inside(column));
          builder.store(keys, key.times(sizes.depth()).plus(k), factor, null);
        });
    rows(
        result.columns(),
        !result.rhs().isDepthContiguous(),
        (key, position) -> {
          IndexExpr depth = first.plus(key);
          Value factor = result.rhs(kernel.elements(), batch, position, depth, inside(depth));
          builder.store(values, key.times(sizes.width()).plus(position), factor, null);
        });
  }

  private Value inside(IndexExpr key) {
    return BoundsCode.within(builder, null, key, scores.columns());
  }

  /** Code for a position of a key. */
  @FunctionalInterface
  private interface Copy {
    void emit(IndexExpr key, IndexExpr position);
  }

  /** Visits the positions of the keys of a block in the order in which they are read. */
  private void rows(long positions, boolean alongPositions, Copy copy) {
    if (alongPositions) {
      builder.loop(
          sizes.keys(),
          LoopSchedule.SERIAL,
          key -> vectors(positions, position -> copy.emit(key, position)));
    } else {
      builder.loop(
          positions,
          LoopSchedule.SERIAL,
          position -> vectors(sizes.keys(), key -> copy.emit(key, position)));
    }
  }

  /** A position of a query of a panel. */
  Value query(IndexExpr panel, IndexExpr position, IndexExpr lane) {
    return builder.load(queries, lanes(panel, sizes.depth(), position).plus(lane), null);
  }

  /** A position of a key of the block. */
  Value key(IndexExpr key, IndexExpr position) {
    return builder.load(keys, key.times(sizes.depth()).plus(position), null);
  }

  /** A position of the value of a key of the block. */
  Value value(IndexExpr key, IndexExpr position) {
    return builder.load(values, key.times(sizes.width()).plus(position), null);
  }

  /** A key's score, later its weight, for a query of the panel at hand. */
  Value weight(IndexExpr key, IndexExpr lane) {
    return builder.load(weights, key.times(sizes.lanes()).plus(lane), null);
  }

  void setWeight(IndexExpr key, IndexExpr lane, Value weight) {
    builder.store(weights, key.times(sizes.lanes()).plus(lane), weight, null);
  }

  /** The weighted sum of a position of the values. */
  Value sum(IndexExpr panel, IndexExpr position, IndexExpr lane) {
    return builder.load(sums, lanes(panel, sizes.width(), position).plus(lane), null);
  }

  void setSum(IndexExpr panel, IndexExpr position, IndexExpr lane, Value sum) {
    builder.store(sums, lanes(panel, sizes.width(), position).plus(lane), sum, null);
  }
}
