package org.hlorun.kernelir.lower.tile;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.product.ProductKernel;

/**
 * Every thread multiplies and adds for some rows and columns, one after the other along the depth.
 * Its rows and columns are groups of four neighbours, which are read from shared memory at once;
 * the groups of neighbouring threads are neighbours.
 */
public final class ThreadTileArithmetic implements TileArithmetic {
  private static final int GROUP = 4;
  private static final int UNROLL = 4;

  private final ProductKernel kernel;
  private final OperandTile lhs;
  private final OperandTile rhs;
  private final TileSizes sizes;

  /** Products of the tiles of two operands in shared memory. */
  public ThreadTileArithmetic(
      ProductKernel kernel, OperandTile lhs, OperandTile rhs, TileSizes sizes) {
    this.kernel = kernel;
    this.lhs = lhs;
    this.rhs = rhs;
    this.sizes = sizes;
  }

  private int threadsAcross() {
    return sizes.columns() / sizes.threadColumns();
  }

  @Override
  public List<Value> zeros() {
    Value zero = kernel.sum().zero(kernel.elements());
    List<Value> zeros = new ArrayList<>();
    for (int i = 0; i < sizes.threadRows() * sizes.threadColumns(); i++) {
      zeros.add(zero);
    }
    return zeros;
  }

  private static IndexExpr position(IndexExpr thread, int number, int threads) {
    return thread.times(GROUP).plus(number % GROUP + (long) number / GROUP * GROUP * threads);
  }

  private IndexExpr row(IndexExpr thread, int number) {
    int down = sizes.rows() / sizes.threadRows();
    return position(thread.dividedBy(threadsAcross()), number, down);
  }

  private IndexExpr column(IndexExpr thread, int number) {
    return position(thread.modulo(threadsAcross()), number, threadsAcross());
  }

  @Override
  public Place place(IndexExpr thread, int sum) {
    int columns = sizes.threadColumns();
    return new Place(row(thread, sum / columns), column(thread, sum % columns));
  }

  @Override
  public List<Value> add(IndexExpr thread, IndexExpr stage, List<Value> sums) {
    KernelBuilder builder = kernel.builder();
    return builder.loop(
        sizes.depth() / UNROLL,
        LoopSchedule.SERIAL,
        sums,
        (step, carried) -> {
          List<Value> next = carried;
          for (int u = 0; u < UNROLL; u++) {
            next = multiply(thread, stage, step.times(UNROLL).plus(u), next);
          }
          return next;
        },
        null);
  }

  private List<Value> multiply(
      IndexExpr thread, IndexExpr stage, IndexExpr depth, List<Value> sums) {
    List<Value> left = new ArrayList<>();
    for (int r = 0; r < sizes.threadRows(); r++) {
      left.add(lhs.load(stage, row(thread, r), depth));
    }
    List<Value> right = new ArrayList<>();
    for (int c = 0; c < sizes.threadColumns(); c++) {
      right.add(rhs.load(stage, column(thread, c), depth));
    }
    List<Value> next = new ArrayList<>();
    for (Value l : left) {
      for (Value r : right) {
        next.add(kernel.sum().multiplyAdd(kernel.builder(), l, r, sums.get(next.size())));
      }
    }
    return next;
  }
}
