package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;

/**
 * A matrix product of few rows whose operands both lie depth by depth in memory: the lanes of
 * vectors walk along the depth, for some elements of the result at once.
 */
final class DotProducts {
  /** Rows that are few for a GPU. */
  static final long MAX_GPU_ROWS = 4;

  /** Rows at most of integers: panels hold pairs of them, which are multiplied at once. */
  private static final long MAX_INTEGER_ROWS = 4;

  /** Columns that are summed at once, at most. */
  private static final int MAX_COLUMNS = 8;

  /** And at least: the left operand is read again for every so many columns. */
  private static final int LEAST_COLUMNS = 3;

  /** Elements of the right operand that one task of a CPU reads. */
  private static final long GRAIN = 16384;

  /** Rows whose columns are asked for ahead, at least. */
  private static final int LEAST_AHEAD_ROWS = 3;

  /** Sums of a warp, and of rows that are fewer than those. */
  private static final long FEW_SUMS = 8;

  /** Threads of a warp, which are the lanes of a GPU. */
  private static final int WARP = 32;

  private final ProductKernel kernel;
  private final MatrixProduct product;
  private final int width;
  private final long grain;
  private final long group;

  /**
   * Whether columns are asked for before they are summed. Those of one or two rows are read so fast
   * that the machine reads ahead by itself.
   */
  private final boolean isAhead;

  private DotProducts(
      FusedView view, MatrixProduct product, int width, long grain, long sums, boolean isAhead) {
    this.kernel = new ProductKernel(view, product.dot());
    this.product = product;
    this.width = width;
    this.grain = grain;
    this.group = Math.min(product.columns(), Math.min(MAX_COLUMNS, sums / product.rows()));
    this.isAhead = isAhead;
  }

  /** For a CPU, whose tasks compute some groups of elements each. */
  static DotProducts forCpu(FusedView view, MatrixProduct product, RegisterTile tile) {
    boolean isAhead = product.rows() >= LEAST_AHEAD_ROWS;
    int lanes = tile.lanes(product.sum().scalar());
    return new DotProducts(view, product, lanes, GRAIN, isAhead ? tile.sums() : FEW_SUMS, isAhead);
  }

  /** For a GPU, whose warps compute one group of elements each. */
  static DotProducts forGpu(FusedView view, MatrixProduct product) {
    return new DotProducts(view, product, WARP, 0, FEW_SUMS, false);
  }

  /** Whether a product has so few rows that some columns are summed at once for all of them. */
  static boolean fits(MatrixProduct product, RegisterTile tile) {
    long most =
        product.sum().scalar() == ScalarType.I32 ? MAX_INTEGER_ROWS : tile.sums() / LEAST_COLUMNS;
    return product.rows() <= most
        && product.rhs().isDepthContiguous()
        && product.lhs().isDepthContiguous();
  }

  LoweredKernel lower() {
    long groups = Math.ceilDiv(product.columns(), group);
    long perTask = Math.min(groups, Math.max(1, grain / (group * product.depth())));
    long tasks = Math.ceilDiv(groups, perTask);
    KernelBuilder builder = kernel.builder();
    builder.loop(
        product.batch() * tasks,
        LoopSchedule.PARALLEL,
        task -> {
          IndexExpr batch = kernel.once(task.dividedBy(tasks));
          IndexExpr first = kernel.once(task.modulo(tasks)).times(perTask);
          builder.loop(
              perTask,
              LoopSchedule.SERIAL,
              number ->
                  kernel.part(
                      kernel.once(first.plus(number)),
                      group,
                      product.columns(),
                      (column, columns) -> sums(batch, column, columns)));
        });
    return kernel.finish("dots");
  }

  private void sums(IndexExpr batch, IndexExpr column, long columns) {
    KernelBuilder builder = kernel.builder();
    ElementGenerator elements = kernel.elements();
    int count = (int) (product.rows() * columns);
    List<Value> totals =
        builder.loop(
            product.depth(),
            LoopSchedule.vector(width, count <= 4 ? 2 : 1),
            Collections.nCopies(count, product.sum().zero(elements)),
            (k, carried) -> {
              prefetch(batch, column.plus(columns), columns, k);
              List<Value> next = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                Value lhs = product.lhs(elements, batch, IndexExpr.constant(i / columns), k, null);
                Value rhs = product.rhs(elements, batch, column.plus(i % columns), k, null);
                next.add(product.sum().multiplyAdd(builder, lhs, rhs, carried.get(i)));
              }
              return next;
            },
            this::join);
    for (int i = 0; i < count; i++) {
      MultiIndex place =
          product.resultIndex(batch, IndexExpr.constant(i / columns), column.plus(i % columns));
      kernel.store(place, totals.get(i));
    }
  }

  private void prefetch(IndexExpr batch, IndexExpr first, long columns, IndexExpr depth) {
    for (int i = 0; i < columns && isAhead; i++) {
      kernel.prefetch(product.rhs(), batch, first.plus(i), depth);
    }
  }

  private List<Value> join(List<Value> lefts, List<Value> rights) {
    List<Value> joined = new ArrayList<>();
    for (int i = 0; i < lefts.size(); i++) {
      joined.add(product.sum().add(kernel.builder(), lefts.get(i), rights.get(i)));
    }
    return joined;
  }
}
