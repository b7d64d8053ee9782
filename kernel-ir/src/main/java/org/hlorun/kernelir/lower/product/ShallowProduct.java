package org.hlorun.kernelir.lower.product;

import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;

/**
 * A product of few factors a sum, of whole tiles, with whatever is fused to it, in the way of
 * {@link LibraryShallow}: factors of the left operand are read where they lie, and panels of the
 * right one are copied by the first tiles as they multiply by them.
 */
final class ShallowProduct {
  private final FusedView view;
  private final MatrixProduct product;
  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final ShallowBlocks blocks;

  /**
   * Parts of the depth. As many as a tile has rows ask for a row of the result each: all at once
   * would be in the way of the factors.
   */
  private final long parts;

  ShallowProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.view = view;
    this.product = product;
    this.type = product.sum().scalar();
    this.tileRows = tile.rows();
    this.tileColumns = tile.columns(type);
    this.blocks = ShallowBlocks.of(product.batch(), product.rows(), product.columns(), tile, type);
    this.parts = product.depth() % (tileRows * PackedProduct.UNROLL) == 0 ? tileRows : 1;
  }

  /** Whether the kernel of this class computes a product. */
  static boolean fits(MatrixProduct product, RegisterTile tile) {
    return ShallowBlocks.fits(product, tile)
        && product.rows() % tile.rows() == 0
        && product.columns() % tile.columns(product.sum().scalar()) == 0
        && product.depth() % PackedProduct.UNROLL == 0
        && isPlain(product, product.lhs())
        && product.lhs().isDepthContiguous()
        && isPlain(product, product.rhs())
        && product.rhs().isFreeContiguous();
  }

  /** Whether an operand is read from memory as it is, its rows and batches evenly apart. */
  private static boolean isPlain(MatrixProduct product, ProductOperand operand) {
    IndexExpr start = IndexExpr.constant(0);
    return operand.isStored()
        && operand.stored().value().shape().asArray().elementType() == product.sum().type()
        && operand.stored().linear(start, start, start) != null;
  }

  /** What the code of a tile needs. */
  private record Tile(
      ProductKernel kernel,
      Buffer copies,
      Buffer sums,
      IndexExpr batch,
      IndexExpr row,
      IndexExpr column,
      IndexExpr panel) {}

  List<LoweredKernel> lower() {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    KernelBuilder builder = kernel.builder();
    Buffer copies =
        builder.local("panels", type, blocks.blockPanels() * tileColumns * product.depth());
    Buffer sums = builder.local("sums", type, (long) tileRows * tileColumns);
    builder.loop(
        product.batch() * blocks.tasks(),
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr batch = kernel.once(number.dividedBy(blocks.tasks()));
          IndexExpr block = kernel.once(number.modulo(blocks.tasks()));
          IndexExpr rowBlock = kernel.once(block.dividedBy(blocks.columnBlocks()));
          IndexExpr columnBlock = kernel.once(block.modulo(blocks.columnBlocks()));
          Tile corner = new Tile(kernel, copies, sums, batch, rowBlock, columnBlock, null);
          builder.loop(blocks.blockTiles(), LoopSchedule.SERIAL, tile -> rowOfTiles(corner, tile));
        });
    return List.of(kernel.finish("multiply"));
  }

  /**
   * The tiles of a block that have the same rows, if there are any.
   *
   * @param block whose row and column are those of the block
   */
  private void rowOfTiles(Tile block, IndexExpr tile) {
    ProductKernel kernel = block.kernel;
    IndexExpr number = kernel.once(block.row.times(blocks.blockTiles()).plus(tile));
    kernel.part(
        number,
        tileRows,
        product.rows(),
        (row, rows) ->
            kernel
                .builder()
                .loop(
                    blocks.blockPanels(),
                    LoopSchedule.SERIAL,
                    p ->
                        kernel.part(
                            kernel.once(block.column.times(blocks.blockPanels()).plus(p)),
                            tileColumns,
                            product.columns(),
                            (column, columns) ->
                                tile(
                                    new Tile(
                                        kernel,
                                        block.copies,
                                        block.sums,
                                        block.batch,
                                        kernel.once(row),
                                        kernel.once(column),
                                        p),
                                    tile))));
  }

  private void tile(Tile tile, IndexExpr number) {
    KernelBuilder builder = tile.kernel.builder();
    Value isFirst =
        builder.compare(Predicate.SLT, builder.index(number), builder.integer(ScalarType.I64, 1));
    builder.branch(
        isFirst, () -> multiply(tile, new Copying(tile)), () -> multiply(tile, new Copied(tile)));
    builder.loop(
        tileRows,
        LoopSchedule.SERIAL,
        r ->
            builder.loop(
                tileColumns,
                LoopSchedule.vector(tileColumns, 1),
                lane -> {
                  Value sum = builder.load(tile.sums, r.times(tileColumns).plus(lane), null);
                  tile.kernel.store(
                      product.resultIndex(tile.batch, tile.row.plus(r), tile.column.plus(lane)),
                      sum);
                }));
  }

  /** Asks for what is read and written of a row when the tile has been multiplied. */
  private void prefetchResults(Tile tile, IndexExpr row) {
    LongList sizes = ElementGenerator.dimensions(product.dot());
    for (Buffer array : tile.kernel.results()) {
      long line = PackedProduct.LINE_BYTES / array.type().byteSize();
      for (long lane = 0; lane < tileColumns; lane += line) {
        MultiIndex place =
            product.resultIndex(tile.batch, tile.row.plus(row), tile.column.plus(lane));
        tile.kernel.builder().prefetch(array, place.linear(sizes));
      }
    }
  }

  private List<Value> multiply(Tile tile, RegisterTileCode.Memory memory) {
    new RegisterTileCode(tile.kernel, product.sum(), PackedProduct.UNROLL)
        .emit(tileRows, tileColumns, tileColumns, List.of(parts, product.depth() / parts), memory);
    return List.of();
  }

  /** A tile whose panel was copied. */
  private class Copied implements RegisterTileCode.Memory {
    final Tile tile;
    final KernelBuilder builder;

    Copied(Tile tile) {
      this.tile = tile;
      this.builder = tile.kernel.builder();
    }

    @Override
    public Value lhs(int row, List<IndexExpr> depth) {
      IndexExpr place = tile.row.plus(row);
      return product.lhs(tile.kernel.elements(), tile.batch, place, k(depth), null);
    }

    IndexExpr k(List<IndexExpr> depth) {
      return depth.getFirst().times(product.depth() / parts).plus(depth.getLast());
    }

    /** Where a factor is among the copies. */
    IndexExpr copy(IndexExpr lane, IndexExpr k) {
      IndexExpr panel = tile.panel.times(product.depth() * tileColumns);
      return panel.plus(k.times(tileColumns)).plus(lane);
    }

    @Override
    public Value rhs(IndexExpr lane, List<IndexExpr> depth) {
      return builder.load(tile.copies, copy(lane, k(depth)), null);
    }

    @Override
    public void begin(List<IndexExpr> outer) {
      for (int row = 0; row < tileRows / parts; row++) {
        prefetchResults(tile, outer.getFirst().times(tileRows / parts).plus(row));
      }
    }

    /** All panels of a block together ask for each line of the next tile's rows. */
    @Override
    public void prefetch(List<IndexExpr> depth) {
      long share = tileRows / ShallowBlocks.MAX_PANELS;
      IndexExpr row = tile.row.plus(tileRows).plus(tile.panel.times(share));
      tile.kernel.prefetch(product.lhs(), tile.batch, row, k(depth).times(share));
    }

    @Override
    public Value initial(int row, IndexExpr lane) {
      return product.sum().zero(tile.kernel.elements());
    }

    @Override
    public void store(int row, IndexExpr lane, Value sum) {
      builder.store(tile.sums, lane.plus((long) row * tileColumns), sum, null);
    }
  }

  /** A tile that copies its panel. */
  private final class Copying extends Copied {
    Copying(Tile tile) {
      super(tile);
    }

    @Override
    public Value rhs(IndexExpr lane, List<IndexExpr> depth) {
      IndexExpr k = k(depth);
      IndexExpr column = tile.column.plus(lane);
      Value factor = product.rhs(tile.kernel.elements(), tile.batch, column, k, null);
      builder.store(tile.copies, copy(lane, k), factor, null);
      return factor;
    }

    @Override
    public void prefetch(List<IndexExpr> depth) {
      long line = PackedProduct.LINE_BYTES / type.byteSize();
      for (long u = 0; u < PackedProduct.UNROLL; u++) {
        IndexExpr k = k(depth).plus(ShallowBlocks.ROWS_AHEAD + u);
        for (long first = 0; first < tileColumns; first += line) {
          tile.kernel.prefetch(product.rhs(), tile.batch, tile.column.plus(first), k);
        }
      }
    }
  }
}
