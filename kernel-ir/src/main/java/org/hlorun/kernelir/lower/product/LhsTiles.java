package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CommonDivisor;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;

/**
 * Copies of the left operand of a product in tiles, which have as many rows as a register tile:
 * depth by depth the rows of the tile.
 */
final class LhsTiles {
  private final MatrixProduct product;
  private final PackedFactors factors;
  private final int tileRows;
  private final int lanes;

  /**
   * Tiles of a product.
   *
   * @param lanes elements of a vector register
   */
  LhsTiles(MatrixProduct product, PackedFactors factors, int tileRows, int lanes) {
    this.product = product;
    this.factors = factors;
    this.tileRows = tileRows;
    this.lanes = lanes;
  }

  /** Where rows are copied from and to. */
  private record Copy(ProductKernel kernel, Buffer to, IndexExpr batch, IndexExpr row, long rows) {}

  /**
   * Copies some depths of a tile if there is one of that number.
   *
   * @param place where they are copied to
   * @param start the first depth
   */
  void copy(
      ProductKernel kernel,
      Buffer to,
      IndexExpr batch,
      IndexExpr number,
      IndexExpr place,
      IndexExpr start,
      long depths) {
    kernel.part(
        number,
        tileRows,
        product.rows(),
        (row, rows) -> {
          Copy copy = new Copy(kernel, to, batch, row, rows);
          long run = run(start, depths);
          LoopSchedule together =
              run > 1 && rows == tileRows ? LoopSchedule.vector(lanes, 1) : LoopSchedule.SERIAL;
          if (run == 1 || run == depths) {
            depths(copy, depths, together, place, start);
            return;
          }
          kernel
              .builder()
              .loop(
                  depths / run,
                  LoopSchedule.SERIAL,
                  i -> {
                    IndexExpr first = i.times(run);
                    depths(
                        copy, run, together, place.plus(first.times(tileRows)), start.plus(first));
                  });
        });
  }

  private void depths(
      Copy copy, long count, LoopSchedule schedule, IndexExpr place, IndexExpr start) {
    copy.kernel
        .builder()
        .loop(count, schedule, k -> depth(copy, place.plus(k.times(tileRows)), start.plus(k)));
  }

  /**
   * Depths that lie one after the other, of which a vector of lanes is copied at once: rows are
   * transposed in registers. For the few rows that the last tile may have that is not worth its
   * code.
   */
  private long run(IndexExpr start, long depths) {
    long elements = factors.sum().pairs() ? 2 : 1;
    long run = CommonDivisor.of(Math.ceilDiv(product.lhs().depthRun(), elements), depths);
    boolean isWhole =
        product.lhs().depthRun() % elements == 0 && start.modulo(run).equals(IndexExpr.constant(0));
    if (isWhole && run % lanes == 0 && !product.lhs().isFreeContiguous()) {
      return run;
    }
    return product.lhs().isDepthContiguous() ? depths : 1;
  }

  /** Copies rows at one depth to a place. */
  private void depth(Copy copy, IndexExpr place, IndexExpr k) {
    KernelBuilder builder = copy.kernel.builder();
    if (product.lhs().isFreeContiguous()) {
      builder.loop(
          copy.rows,
          LoopSchedule.vector(tileRows, 1),
          r -> builder.store(copy.to, place.plus(r), factor(copy, r, k), null));
      return;
    }
    List<Value> values = new ArrayList<>();
    for (long r = 0; product.lhs().isDepthContiguous() && r < copy.rows; r++) {
      // The next tile's: rows are too short for a processor to know that they go on.
      copy.kernel.prefetch(product.lhs(), copy.batch, copy.row.plus(r + tileRows), k);
    }
    for (long r = 0; r < copy.rows; r++) {
      values.add(factor(copy, IndexExpr.constant(r), k));
    }
    for (int r = 0; r < copy.rows; r++) {
      builder.store(copy.to, place.plus(r), values.get(r), null);
    }
  }

  private Value factor(Copy copy, IndexExpr row, IndexExpr k) {
    ElementGenerator elements = copy.kernel.elements();
    return factors.lhs(elements, copy.batch, copy.row.plus(row), k);
  }
}
