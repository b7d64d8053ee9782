package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;

/**
 * The innermost loops of a matrix product: the columns of a tile are the lanes of one wide vector,
 * in which a loop over the depth carries a sum for each row.
 */
public final class RegisterTileCode {
  /** Depths in a round: more are no faster, and longer code takes longer to compile. */
  private static final int UNROLL = 2;

  private final ProductKernel kernel;
  private final ProductSum sum;
  private final int unroll;

  /** Code of a product that is summed as its instruction says. */
  public RegisterTileCode(ProductKernel kernel) {
    this(kernel, kernel.sum(), UNROLL);
  }

  /**
   * Code of a product that is not summed as its instruction says at first.
   *
   * @param sum how to add products to sums
   * @param unroll depths in a round of the innermost loop
   */
  RegisterTileCode(ProductKernel kernel, ProductSum sum, int unroll) {
    this.kernel = kernel;
    this.sum = sum;
    this.unroll = unroll;
  }

  /**
   * Where factors and sums of a tile come from and go to. A depth has a position for each loop over
   * the depth, outermost first.
   */
  public interface Memory {
    Value lhs(int row, List<IndexExpr> depth);

    Value rhs(IndexExpr lane, List<IndexExpr> depth);

    /** Asks for memory that is needed later; called before each innermost loop over the depth. */
    default void begin(List<IndexExpr> outer) {}

    /** Asks for memory that other tiles need; called in every round, with its first depth. */
    default void prefetch(List<IndexExpr> depth) {}

    Value initial(int row, IndexExpr lane);

    void store(int row, IndexExpr lane, Value sum);
  }

  /**
   * Writes the code of a tile.
   *
   * @param width lanes; {@code columns} of them are used
   * @param depth the sizes of the loops over the depth, outermost first
   */
  public void emit(int rows, long columns, int width, List<Long> depth, Memory memory) {
    kernel
        .builder()
        .loop(
            columns,
            LoopSchedule.vector(width, 1),
            lane -> {
              List<Value> sums = new ArrayList<>();
              for (int row = 0; row < rows; row++) {
                sums.add(memory.initial(row, lane));
              }
              List<Value> totals = loops(memory, lane, depth, List.of(), sums);
              for (int row = 0; row < rows; row++) {
                memory.store(row, lane, totals.get(row));
              }
            });
  }

  private List<Value> loops(
      Memory memory, IndexExpr lane, List<Long> depth, List<IndexExpr> outer, List<Value> sums) {
    if (outer.size() == depth.size() - 1) {
      return innermost(memory, lane, depth.getLast(), outer, sums);
    }
    return kernel
        .builder()
        .loop(
            depth.get(outer.size()),
            LoopSchedule.SERIAL,
            sums,
            (index, carried) -> loops(memory, lane, depth, with(outer, index), carried),
            null);
  }

  private static List<IndexExpr> with(List<IndexExpr> outer, IndexExpr index) {
    List<IndexExpr> result = new ArrayList<>(outer);
    result.add(index);
    return result;
  }

  private List<Value> innermost(
      Memory memory, IndexExpr lane, long count, List<IndexExpr> outer, List<Value> sums) {
    memory.begin(outer);
    long steps = count / unroll;
    List<Value> totals = sums;
    if (steps > 0) {
      totals =
          kernel
              .builder()
              .loop(
                  steps,
                  LoopSchedule.SERIAL,
                  sums,
                  (step, carried) -> {
                    memory.prefetch(with(outer, step.times(unroll)));
                    List<Value> next = carried;
                    for (int u = 0; u < unroll; u++) {
                      next = step(memory, lane, with(outer, step.times(unroll).plus(u)), next);
                    }
                    return next;
                  },
                  null);
    }
    for (long k = steps * unroll; k < count; k++) {
      totals = step(memory, lane, with(outer, IndexExpr.constant(k)), totals);
    }
    return totals;
  }

  private List<Value> step(Memory memory, IndexExpr lane, List<IndexExpr> depth, List<Value> sums) {
    Value rhs = memory.rhs(lane, depth);
    List<Value> next = new ArrayList<>();
    for (int row = 0; row < sums.size(); row++) {
      next.add(sum.multiplyAdd(kernel.builder(), memory.lhs(row, depth), rhs, sums.get(row)));
    }
    return next;
  }
}
