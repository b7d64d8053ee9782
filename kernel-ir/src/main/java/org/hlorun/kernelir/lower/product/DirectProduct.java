package org.hlorun.kernelir.lower.product;

import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;

/** A matrix product that reads its operands where they are: small ones, and those of few rows. */
final class DirectProduct {
  /** Tiles below each other that one task computes. */
  private static final long GROUP = 8;

  private final ProductKernel kernel;
  private final MatrixProduct product;
  private final int tileRows;
  private final int width;

  DirectProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.kernel = new ProductKernel(view, product.dot());
    this.product = product;
    this.tileRows = (int) Math.min(product.rows(), tile.rows());
    int lanes = tile.lanes(product.sum().scalar());
    long needed = Math.ceilDiv(product.columns(), lanes);
    this.width = lanes * powerOfTwo(Math.min(needed, tile.vectors(tileRows)));
  }

  /** The greatest that is not above a number: LLVM takes vectors of other widths apart. */
  private static int powerOfTwo(long number) {
    return (int) Long.highestOneBit(number);
  }

  LoweredKernel lower() {
    long panels = Math.ceilDiv(product.columns(), width);
    long tiles = Math.ceilDiv(product.rows(), tileRows);
    long groups = Math.ceilDiv(tiles, GROUP);
    kernel
        .builder()
        .loop(
            product.batch() * panels * groups,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr batch = kernel.once(task.dividedBy(panels * groups));
              IndexExpr panel = kernel.once(task.dividedBy(groups).modulo(panels));
              IndexExpr group = kernel.once(task.modulo(groups));
              kernel.part(
                  panel,
                  width,
                  product.columns(),
                  (column, columns) ->
                      group(batch, group, Math.min(tiles, GROUP), column, columns));
            });
    return kernel.finish("product");
  }

  private void group(IndexExpr batch, IndexExpr group, long tiles, IndexExpr column, long columns) {
    kernel
        .builder()
        .loop(
            tiles,
            LoopSchedule.SERIAL,
            tile ->
                kernel.part(
                    kernel.once(group.times(GROUP).plus(tile)),
                    tileRows,
                    product.rows(),
                    (row, rows) -> tile(batch, row, (int) (long) rows, column, columns)));
  }

  private void tile(IndexExpr batch, IndexExpr row, int rows, IndexExpr column, long columns) {
    ElementGenerator elements = kernel.elements();
    RegisterTileCode.Memory memory =
        new RegisterTileCode.Memory() {
          @Override
          public Value lhs(int r, List<IndexExpr> depth) {
            return product.lhs(elements, batch, row.plus(r), depth.getFirst(), null);
          }

          @Override
          public Value rhs(IndexExpr lane, List<IndexExpr> depth) {
            return product.rhs(elements, batch, column.plus(lane), depth.getFirst(), null);
          }

          @Override
          public Value initial(int r, IndexExpr lane) {
            return product.sum().zero(elements);
          }

          @Override
          public void store(int r, IndexExpr lane, Value sum) {
            kernel.store(product.resultIndex(batch, row.plus(r), column.plus(lane)), sum);
          }
        };
    new RegisterTileCode(kernel).emit(rows, columns, width, List.of(product.depth()), memory);
  }
}
