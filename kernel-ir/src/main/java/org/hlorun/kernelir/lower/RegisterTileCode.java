package org.hlorun.kernelir.lower;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;

/**
 * The innermost loops of a matrix product: the columns of a tile are the lanes of one wide vector,
 * in which a loop over the depth carries a sum for each row.
 */
final class RegisterTileCode {
  private final ProductKernel kernel;
  private final int unroll;

  RegisterTileCode(ProductKernel kernel, int unroll) {
    this.kernel = kernel;
    this.unroll = unroll;
  }

  /** Where factors and sums of a tile come from and go to. */
  interface Memory {
    Value lhs(int row, IndexExpr depth);

    Value rhs(IndexExpr lane, IndexExpr depth);

    Value initial(int row, IndexExpr lane);

    void store(int row, IndexExpr lane, Value sum);
  }

  /**
   * Writes the code of a tile.
   *
   * @param width lanes; {@code columns} of them are used
   */
  void emit(int rows, long columns, int width, long depth, Memory memory) {
    KernelBuilder builder = kernel.builder();
    builder.loop(
        columns,
        LoopSchedule.vector(width, 1),
        lane -> {
          List<Value> sums = new ArrayList<>();
          for (int row = 0; row < rows; row++) {
            sums.add(memory.initial(row, lane));
          }
          long steps = depth / unroll;
          List<Value> totals =
              steps == 0
                  ? sums
                  : builder.loop(
                      steps,
                      LoopSchedule.SERIAL,
                      sums,
                      (step, carried) -> {
                        List<Value> next = carried;
                        for (int u = 0; u < unroll; u++) {
                          next = step(memory, lane, step.times(unroll).plus(u), next);
                        }
                        return next;
                      },
                      null);
          for (long k = steps * unroll; k < depth; k++) {
            totals = step(memory, lane, IndexExpr.constant(k), totals);
          }
          for (int row = 0; row < rows; row++) {
            memory.store(row, lane, totals.get(row));
          }
        });
  }

  private List<Value> step(Memory memory, IndexExpr lane, IndexExpr depth, List<Value> sums) {
    Value rhs = memory.rhs(lane, depth);
    List<Value> next = new ArrayList<>();
    for (int row = 0; row < sums.size(); row++) {
      Value lhs = memory.lhs(row, depth);
      next.add(kernel.product().multiplyAdd(kernel.builder(), lhs, rhs, sums.get(row)));
    }
    return next;
  }
}
