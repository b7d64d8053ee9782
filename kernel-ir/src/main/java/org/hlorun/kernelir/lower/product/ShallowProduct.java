package org.hlorun.kernelir.lower.product;

import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;

/**
 * A product of few factors a sum, of whole tiles, with whatever is fused to its results, in the way
 * of {@link LibraryShallow}: factors of the left operand are read where they lie, and panels of the
 * right one are copied by the first tiles as they multiply by them, or when the program is made if
 * it is a constant.
 */
final class ShallowProduct {
  private final FusedView view;
  private final MatrixProduct product;
  private final PackedFactors factors;
  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final ShallowBlocks blocks;

  /** Panels of a constant; null if tiles copy them. */
  private final LibraryPanels kept;

  /**
   * Parts of the depth. As many as a tile has rows ask for a row of the result each: all at once
   * would be in the way of the factors.
   */
  private final long depthParts;

  ShallowProduct(FusedView view, PackedFactors factors, RegisterTile tile) {
    this.view = view;
    this.product = factors.product();
    this.factors = factors;
    this.type = factors.sum().scalar();
    this.tileRows = tile.rows();
    this.tileColumns = tile.columns(type);
    this.blocks = ShallowBlocks.of(product.batch(), product.rows(), product.columns(), tile, type);
    this.depthParts = factors.depth() % (tileRows * PackedProduct.UNROLL) == 0 ? tileRows : 1;
    StoredFactor right = new StoredFactor(factors.stored(), factors.sum());
    boolean isKept =
        ShallowBlocks.areKept(factors, tile) && LibraryProduct.hasStoredRight(view, product);
    this.kept =
        isKept ? new LibraryPanels(right, tileColumns, factors.depth(), product.columns()) : null;
  }

  /** Whether the kernel of this class computes a product. */
  static boolean fits(PackedFactors factors, RegisterTile tile) {
    MatrixProduct product = factors.product();
    return ShallowBlocks.fits(factors, tile)
        && product.rows() % tile.rows() == 0
        && product.columns() % tile.columns(factors.sum().scalar()) == 0
        && factors.depth() % PackedProduct.UNROLL == 0
        && isPlain(factors, product.lhs())
        && product.lhs().isDepthContiguous()
        && isPlain(factors, product.rhs())
        && product.rhs().isFreeContiguous();
  }

  /** Whether an operand is read from memory as it is, its rows and batches evenly apart. */
  private static boolean isPlain(PackedFactors factors, ProductOperand operand) {
    IndexExpr start = IndexExpr.constant(0);
    return operand.isStored()
        && !operand.isConverted()
        && operand.stored().value().shape().asArray().elementType() == factors.stored()
        && operand.stored().linear(start, start, start) != null;
  }

  /**
   * The kernel and its arrays.
   *
   * @param panels of a block, or all of a constant
   * @param sums of a tile
   * @param results of the product's size, and what is combined with them
   */
  private record Code(ProductKernel kernel, Buffer panels, Buffer sums, List<Buffer> results) {}

  /** A block: the numbers of its product, and of the block among the rows and columns of them. */
  private record Block(Code code, IndexExpr batch, IndexExpr row, IndexExpr column) {}

  /**
   * A tile.
   *
   * @param row its first
   * @param column its first
   * @param panel the number of its panel in the block
   */
  private record Tile(
      Code code, IndexExpr batch, IndexExpr row, IndexExpr column, IndexExpr panel) {}

  List<LoweredKernel> lower() {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    KernelBuilder builder = kernel.builder();
    Code code =
        new Code(
            kernel,
            panels(kernel),
            builder.local("sums", type, (long) tileRows * tileColumns),
            kernel.results());
    builder.loop(
        product.batch() * blocks.count(),
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr inBatch = kernel.once(number.modulo(blocks.count()));
          Block block =
              new Block(
                  code,
                  kernel.once(number.dividedBy(blocks.count())),
                  kernel.once(inBatch.dividedBy(blocks.columnBlocks())),
                  kernel.once(inBatch.modulo(blocks.columnBlocks())));
          builder.loop(blocks.blockTiles(), LoopSchedule.SERIAL, tile -> rowOfTiles(block, tile));
        });
    LoweredKernel multiply = kernel.finish("multiply");
    return kept == null ? List.of(multiply) : List.of(pack(), multiply);
  }

  private Buffer panels(ProductKernel kernel) {
    ScalarType factor = factors.sum().factor();
    if (kept != null) {
      long count = kept.bytes() / factor.byteSize();
      return kernel.arguments().scratch(0, factor, count, Buffer.Role.INPUT);
    }
    long count = blocks.blockPanels() * tileColumns * factors.depth();
    return kernel.builder().local("panels", factor, count);
  }

  private LoweredKernel pack() {
    int operand = view.operandNumber(product.dot().operand(1));
    return kept.pack(new Argument.Operand(operand, 0), new Argument.Scratch(0, kept.bytes()));
  }

  /** The tiles of a block that have the same rows, if there are any. */
  private void rowOfTiles(Block block, IndexExpr tile) {
    ProductKernel kernel = block.code.kernel;
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
                                tile(new Tile(block.code, block.batch, row, column, p), tile))));
  }

  private void tile(Tile tile, IndexExpr number) {
    KernelBuilder builder = tile.code.kernel.builder();
    if (kept != null) {
      multiply(tile, new Copied(tile));
    } else {
      Value isFirst =
          builder.compare(Predicate.SLT, builder.index(number), builder.integer(ScalarType.I64, 1));
      builder.branch(
          isFirst, () -> multiply(tile, new Copying(tile)), () -> multiply(tile, new Copied(tile)));
    }
    builder.loop(
        tileRows,
        LoopSchedule.SERIAL,
        r ->
            builder.loop(
                tileColumns,
                LoopSchedule.vector(tileColumns, 1),
                lane -> {
                  IndexExpr place = r.times(tileColumns).plus(lane);
                  tile.code.kernel.store(
                      result(tile, r, lane), builder.load(tile.code.sums, place, null));
                }));
  }

  private MultiIndex result(Tile tile, IndexExpr row, IndexExpr column) {
    return product.resultIndex(tile.batch, tile.row.plus(row), tile.column.plus(column));
  }

  /** Asks for what is read and written of a row when the tile has been multiplied. */
  private void prefetchResults(Tile tile, IndexExpr row) {
    LongList sizes = ElementGenerator.dimensions(product.dot());
    for (Buffer array : tile.code.results) {
      long line = PackedProduct.LINE_BYTES / array.type().byteSize();
      // What is not found in the caches again is written past them.
      boolean isAsked = !array.isStreamed();
      for (long lane = 0; isAsked && lane < tileColumns; lane += line) {
        MultiIndex place = result(tile, row, IndexExpr.constant(lane));
        tile.code.kernel.builder().prefetch(array, place.linear(sizes));
      }
    }
  }

  private List<Value> multiply(Tile tile, RegisterTileCode.Memory memory) {
    List<Long> depth = List.of(depthParts, factors.depth() / depthParts);
    new RegisterTileCode(tile.code.kernel, factors.sum(), PackedProduct.UNROLL)
        .emit(tileRows, tileColumns, tileColumns, depth, memory);
    return List.of();
  }

  /** A tile whose panel was copied. */
  private class Copied implements RegisterTileCode.Memory {
    final Tile tile;
    final ProductKernel kernel;
    final KernelBuilder builder;

    Copied(Tile tile) {
      this.tile = tile;
      this.kernel = tile.code.kernel;
      this.builder = kernel.builder();
    }

    IndexExpr k(List<IndexExpr> depth) {
      return depth.getFirst().times(factors.depth() / depthParts).plus(depth.getLast());
    }

    @Override
    public Value lhs(int row, List<IndexExpr> depth) {
      IndexExpr place = tile.row.plus(row);
      return factors.sum().pairs()
          ? kernel.pair(product.lhs(), tile.batch, place, k(depth))
          : product.lhs(kernel.elements(), tile.batch, place, k(depth), null);
    }

    /** Where a factor is in the panels. */
    IndexExpr place(IndexExpr lane, IndexExpr k) {
      IndexExpr first = kept == null ? tile.panel.times(tileColumns) : tile.column;
      return first.times(factors.depth()).plus(k.times(tileColumns)).plus(lane);
    }

    @Override
    public Value rhs(IndexExpr lane, List<IndexExpr> depth) {
      return builder.load(tile.code.panels, place(lane, k(depth)), null);
    }

    @Override
    public void begin(List<IndexExpr> outer) {
      for (int row = 0; row < tileRows / depthParts; row++) {
        prefetchResults(tile, outer.getFirst().times(tileRows / depthParts).plus(row));
      }
    }

    /**
     * All panels of a block together ask for the next tile's rows: for lines one after the other
     * where these rows follow each other in memory, else for some rows each.
     */
    @Override
    public void prefetch(List<IndexExpr> depth) {
      long share = Math.ceilDiv(tileRows, blocks.blockPanels());
      IndexExpr row = tile.row.plus(tileRows).plus(tile.panel.times(share));
      if (hasRowsTogether()) {
        long line = PackedProduct.LINE_BYTES / type.byteSize();
        for (long next = 0; next < share * PackedProduct.UNROLL; next += line) {
          prefetchLeft(row, k(depth).times(share).plus(next));
        }
      } else {
        for (long next = 0; next < share; next++) {
          prefetchLeft(row.plus(next), k(depth));
        }
      }
    }

    private void prefetchLeft(IndexExpr row, IndexExpr k) {
      if (factors.sum().pairs()) {
        kernel.prefetchPair(product.lhs(), tile.batch, row, k);
      } else {
        kernel.prefetch(product.lhs(), tile.batch, row, k);
      }
    }

    private boolean hasRowsTogether() {
      IndexExpr start = IndexExpr.constant(0);
      IndexExpr second = product.lhs().stored().linear(start, IndexExpr.constant(1), start);
      return second.equals(IndexExpr.constant(product.depth()));
    }

    @Override
    public Value initial(int row, IndexExpr lane) {
      return product.sum().zero(kernel.elements());
    }

    @Override
    public void store(int row, IndexExpr lane, Value sum) {
      builder.store(tile.code.sums, lane.plus((long) row * tileColumns), sum, null);
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
      Value factor = factors.rhs(kernel.elements(), tile.batch, column, k);
      builder.store(tile.code.panels, place(lane, k), factor, null);
      return factor;
    }

    @Override
    public void prefetch(List<IndexExpr> depth) {
      int elements = factors.sum().elements();
      long line = PackedProduct.LINE_BYTES * elements / type.byteSize();
      for (long u = 0; u < PackedProduct.UNROLL * elements; u++) {
        IndexExpr k = k(depth).times(elements).plus(ShallowBlocks.ROWS_AHEAD + u);
        for (long first = 0; first < tileColumns; first += line) {
          kernel.prefetch(product.rhs(), tile.batch, tile.column.plus(first), k);
        }
      }
    }
  }
}
