package org.hlorun.kernelir.lower.product;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.EvenParts;

/**
 * A blocked matrix product. One kernel copies the right operand to panels that are as wide as a
 * register tile; another computes blocks of the result in parallel: it copies its part of the left
 * operand tile by tile, adds up tiles in a block of sums, and writes what the fusion makes of them.
 * Where all rows of the result are one block, that kernel copies panels itself when it comes to
 * them: nothing else needs them. (The scheme of Goto and van de Geijn, "Anatomy of High-Performance
 * Matrix Multiplication", 2008.)
 */
final class PackedProduct {
  /**
   * Depth of a block: a panel of it, and a tile of the left operand, stay in the cache of level 1.
   */
  static final long DEPTH = 256;

  /**
   * Bytes of the block of sums, and at most of the block of the left operand, which is about half
   * of it in large products: together they stay in a cache of level 2 of 512 KiB.
   */
  static final long BLOCK_BYTES = 256 << 10;

  /** Bytes that memory is read in. */
  static final long LINE_BYTES = 64;

  static final long MAX_COLUMNS = 512;
  static final int UNROLL = 4;

  /** Bytes of a column of the result, at most, for which panels are copied when needed: 132 f32. */
  private static final long FEW_ROWS_BYTES = 132 * 4;

  /** Bytes of a row of a block where panels are copied when they are needed, at most: 256 f32. */
  private static final long FEW_ROWS_BLOCK_BYTES = 256 * 4;

  /** Tiles that are not worth a second thread. */
  private static final long FEW_TILES = 8;

  private final FusedView view;
  private final MatrixProduct product;
  private final RegisterTile tile;
  private final PackedFactors factors;
  private final long depth;
  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final LhsTiles lhsTiles;
  private final RhsPanels rhsPanels;
  private final boolean isFresh;
  private final long panels;
  private final long blockTiles;
  private final long blockPanels;
  private final long fullDepth;
  private final long sumStride;

  /**
   * Whether the sums of a tile are complete when it has been multiplied once, and all tiles are
   * parts of the result: they are made what the fusion makes of them as they leave the registers.
   */
  private final boolean isComplete;

  PackedProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.view = view;
    this.product = product;
    this.tile = tile;
    this.factors = PackedFactors.of(view, product);
    this.depth = factors.depth();
    this.type = product.sum().scalar();
    this.tileRows = tile.rows();
    this.tileColumns = tile.columns(type);
    this.lhsTiles = new LhsTiles(product, factors, tileRows, tileColumns / 2);
    this.rhsPanels = new RhsPanels(product, factors, tileColumns);
    this.panels = rhsPanels.count();
    this.isFresh =
        product.rows() * type.byteSize() <= FEW_ROWS_BYTES && !product.rhs().isConstant();
    this.fullDepth = blockDepth(depth);
    long columns = isFresh ? FEW_ROWS_BLOCK_BYTES / type.byteSize() : MAX_COLUMNS;
    long even = isFresh ? EvenParts.size(panels, columns / tileColumns) : sharedPanels(columns);
    long group = isFresh ? rhsPanels.group() : 1;
    this.blockPanels = Math.ceilDiv(even, group) * group;
    long widest = Math.max(fullDepth, blockPanels * tileColumns);
    long tiles = Math.ceilDiv(product.rows(), tileRows);
    long most = Math.max(1, BLOCK_BYTES / (widest * tileRows * type.byteSize()));
    this.blockTiles = isFresh ? EvenParts.size(tiles, most) : sharedTiles(tiles, most, blockPanels);
    this.sumStride = blockPanels * tileColumns + 64 / type.byteSize();
    this.isComplete =
        depth <= fullDepth
            && product.rows() % tileRows == 0
            && product.columns() % tileColumns == 0;
  }

  /**
   * The depth of blocks: one that divides the whole depth if it is not much smaller than the
   * greatest, as the code for a last block would be as long as that for all others.
   */
  private static long blockDepth(long depth) {
    long blocks = Math.ceilDiv(depth, DEPTH);
    for (long more = blocks; more <= blocks + blocks / 2; more++) {
      if (depth % (more * UNROLL) == 0) {
        return depth / more;
      }
    }
    return Math.ceilDiv(depth, blocks * UNROLL) * UNROLL;
  }

  /** Panels of a block: two threads share the columns where there are too few rows for them. */
  private long sharedPanels(long mostColumns) {
    long most = Math.max(1, mostColumns / tileColumns);
    boolean isLow = product.batch() == 1 && product.rows() <= FEW_TILES * tileRows;
    return isLow
        ? EvenParts.shared(panels, Math.min(most, Math.ceilDiv(panels, 2)), 1)
        : EvenParts.size(panels, most);
  }

  /** Tiles of a block of so many panels, so that two threads get equally many blocks. */
  private long sharedTiles(long tiles, long most, long width) {
    boolean isEven = product.batch() * Math.ceilDiv(panels, width) % 2 == 0;
    long half = Math.max(FEW_TILES, Math.ceilDiv(tiles, 2));
    return isEven ? EvenParts.size(tiles, most) : EvenParts.shared(tiles, Math.min(most, half), 1);
  }

  List<LoweredKernel> lower() {
    if (LibraryShallow.fits(view, factors, tile)) {
      return new LibraryShallow(view, factors, tile).lower();
    }
    if (!isFresh && LibraryProduct.fits(view, product, tile)) {
      LibraryBlocks most = LibraryBlocks.of(tile, type);
      long width = sharedPanels(most.columns());
      long tiles = sharedTiles(Math.ceilDiv(product.rows(), tileRows), most.tiles(), width);
      return new LibraryProduct(view, product, tile)
          .lower(new LibraryProduct.Blocks(most.evenDepth(depth), tiles, width));
    }
    if (ShallowProduct.fits(factors, tile)) {
      return new ShallowProduct(view, factors, tile).lower();
    }
    return isFresh ? List.of(multiply()) : List.of(packRhs(), multiply());
  }

  private long packedCount() {
    return product.batch() * panels * tileColumns * depth;
  }

  /** The panel of a batch and depth block: depth by depth the columns of a tile. */
  private IndexExpr panelStart(IndexExpr batch, IndexExpr panel, IndexExpr k) {
    return batch.times(panels).plus(panel).times(tileColumns * depth).plus(k.times(tileColumns));
  }

  private LoweredKernel packRhs() {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    KernelBuilder builder = kernel.builder();
    Buffer packed =
        kernel.arguments().scratch(0, factors.sum().factor(), packedCount(), Buffer.Role.OUTPUT);
    long group = rhsPanels.group();
    long groups = Math.ceilDiv(panels, group);
    builder.loop(
        product.batch() * groups,
        LoopSchedule.PARALLEL,
        task -> {
          IndexExpr batch = kernel.once(task.dividedBy(groups));
          IndexExpr number = kernel.once(task.modulo(groups));
          IndexExpr first = kernel.once(number.times(group));
          IndexExpr start = IndexExpr.constant(0);
          RhsPanels.Place place = (panel, k) -> panelStart(batch, first.plus(panel), k);
          rhsPanels.copy(kernel, packed, batch, number, start, depth, place);
        });
    return kernel.finish("pack");
  }

  /** What the code of one task needs. */
  private record Task(
      ProductKernel kernel,
      Buffer rhs,
      Buffer lhs,
      Buffer sums,
      IndexExpr batch,
      IndexExpr rowBlock,
      IndexExpr columnBlock) {}

  private LoweredKernel multiply() {
    ProductKernel kernel = new ProductKernel(view, product.dot());
    KernelBuilder builder = kernel.builder();
    Buffer rhs =
        isFresh
            ? builder.local(
                "rhs", factors.sum().factor(), rhsPanels.group() * tileColumns * fullDepth)
            : kernel
                .arguments()
                .scratch(0, factors.sum().factor(), packedCount(), Buffer.Role.INPUT);
    long rows = blockTiles * tileRows;
    Buffer lhs = builder.local("lhs", factors.sum().factor(), rows * fullDepth);
    Buffer sums = isComplete ? null : builder.local("sums", type, rows * sumStride);
    long rowBlocks = Math.ceilDiv(product.rows(), rows);
    long columnBlocks = Math.ceilDiv(panels, blockPanels);
    builder.loop(
        product.batch() * columnBlocks * rowBlocks,
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr batch = kernel.once(number.dividedBy(columnBlocks * rowBlocks));
          IndexExpr columnBlock = kernel.once(number.dividedBy(rowBlocks).modulo(columnBlocks));
          IndexExpr rowBlock = kernel.once(number.modulo(rowBlocks));
          Task task = new Task(kernel, rhs, lhs, sums, batch, rowBlock, columnBlock);
          if (isComplete) {
            addUp(task);
          } else {
            clear(task);
            addUp(task);
            write(task);
          }
        });
    return kernel.finish("multiply");
  }

  private void clear(Task task) {
    KernelBuilder builder = task.kernel.builder();
    Value zero = product.sum().zero(task.kernel.elements());
    builder.loop(
        blockTiles * tileRows * sumStride,
        LoopSchedule.vector(tileColumns, 2),
        position -> builder.store(task.sums, position, zero, null));
  }

  private void addUp(Task task) {
    long full = depth / fullDepth;
    long rest = depth - full * fullDepth;
    if (full > 0) {
      task.kernel
          .builder()
          .loop(
              full,
              LoopSchedule.SERIAL,
              block -> depthBlock(task, block.times(fullDepth), fullDepth));
    }
    if (rest > 0) {
      depthBlock(task, IndexExpr.constant(full * fullDepth), rest);
    }
  }

  private void depthBlock(Task task, IndexExpr start, long count) {
    KernelBuilder builder = task.kernel.builder();
    builder.loop(
        blockTiles,
        LoopSchedule.SERIAL,
        tile -> {
          IndexExpr number = task.kernel.once(task.rowBlock.times(blockTiles).plus(tile));
          IndexExpr place = tile.times(tileRows * count);
          lhsTiles.copy(task.kernel, task.lhs, task.batch, number, place, start, count);
        });
    if (isFresh) {
      freshPanels(task, start, count);
    } else {
      builder.loop(
          blockPanels,
          LoopSchedule.SERIAL,
          number ->
              panel(
                  task,
                  number,
                  panel -> {
                    IndexExpr first = task.kernel.once(panelStart(task.batch, panel, start));
                    tiles(
                        task,
                        number,
                        count,
                        first,
                        new Ahead(tile -> {}, (tile, k) -> prefetch(task, tile, first, k)));
                  }));
    }
  }

  /**
   * What is asked of memory before it is needed.
   *
   * @param before by a tile before its product
   * @param round by a tile in every round of its product: given the round's first depth
   */
  private record Ahead(Consumer<IndexExpr> before, BiConsumer<IndexExpr, IndexExpr> round) {}

  /** Copies group after group of panels, and multiplies by it. */
  private void freshPanels(Task task, IndexExpr start, long count) {
    KernelBuilder builder = task.kernel.builder();
    long group = rhsPanels.group();
    RhsPanels.Place place = (panel, k) -> k.plus(panel * count).times(tileColumns);
    builder.loop(
        blockPanels / group,
        LoopSchedule.SERIAL,
        g -> {
          IndexExpr all = task.kernel.once(task.columnBlock.times(blockPanels / group).plus(g));
          rhsPanels.copy(task.kernel, task.rhs, task.batch, all, start, count, place);
          builder.loop(
              group,
              LoopSchedule.SERIAL,
              p -> {
                IndexExpr number = task.kernel.once(g.times(group).plus(p));
                IndexExpr first = task.kernel.once(p.times(count * tileColumns));
                panel(
                    task,
                    number,
                    panel ->
                        tiles(
                            task,
                            number,
                            count,
                            first,
                            new Ahead(
                                tile -> prefetchNext(task, all, p, tile, start, count),
                                (tile, k) -> {})));
              });
        });
  }

  /** Every tile asks for some rows of the group of panels that is copied next. */
  private void prefetchNext(
      Task task, IndexExpr group, IndexExpr panel, IndexExpr tile, IndexExpr start, long count) {
    long each = Math.ceilDiv(count, rhsPanels.group() * blockTiles);
    IndexExpr first = task.kernel.once(panel.times(blockTiles).plus(tile).times(each).plus(start));
    task.kernel
        .builder()
        .loop(
            each,
            LoopSchedule.SERIAL,
            i -> rhsPanels.prefetch(task.kernel, task.batch, group.plus(1), first.plus(i)));
  }

  /** Code for a panel of the block if there is one of that number. */
  private void panel(Task task, IndexExpr number, Consumer<IndexExpr> body) {
    IndexExpr panel = task.kernel.once(task.columnBlock.times(blockPanels).plus(number));
    task.kernel.part(panel, 1, panels, (first, one) -> body.accept(first));
  }

  /**
   * Adds the products with a panel to all tiles.
   *
   * @param first the panel's place
   * @param ahead what every tile asks memory for
   */
  private void tiles(Task task, IndexExpr number, long count, IndexExpr first, Ahead ahead) {
    task.kernel
        .builder()
        .loop(
            blockTiles,
            LoopSchedule.SERIAL,
            tile ->
                task.kernel.part(
                    task.kernel.once(task.rowBlock.times(blockTiles).plus(tile)),
                    1,
                    Math.ceilDiv(product.rows(), tileRows),
                    (existing, one) -> {
                      ahead.before.accept(tile);
                      new RegisterTileCode(task.kernel, factors.sum(), UNROLL)
                          .emit(
                              tileRows,
                              tileColumns,
                              tileColumns,
                              List.of(count),
                              memory(task, tile, number, first, count, ahead));
                    }));
  }

  /**
   * Every tile asks for some rows of the panel that all tiles use next: of as many rows as a round
   * has, those whose turn it is.
   */
  private void prefetch(Task task, IndexExpr tile, IndexExpr panelStart, IndexExpr k) {
    long line = LINE_BYTES / type.byteSize();
    IndexExpr next = panelStart.plus(tileColumns * depth);
    long each = Math.ceilDiv(UNROLL, blockTiles);
    for (long row = 0; row < each; row++) {
      IndexExpr turn = tile.times(each).plus(row).modulo(UNROLL);
      IndexExpr first = next.plus(k.plus(turn).times(tileColumns));
      for (long lane = 0; lane < tileColumns; lane += line) {
        task.kernel.builder().prefetch(task.rhs, first.plus(lane));
      }
    }
  }

  private RegisterTileCode.Memory memory(
      Task task, IndexExpr tile, IndexExpr number, IndexExpr rhsStart, long count, Ahead ahead) {
    KernelBuilder builder = task.kernel.builder();
    return new RegisterTileCode.Memory() {
      @Override
      public Value lhs(int row, List<IndexExpr> at) {
        IndexExpr k = at.getFirst();
        IndexExpr place = tile.times(tileRows * count).plus(k.times(tileRows)).plus(row);
        return builder.load(task.lhs, place, null);
      }

      @Override
      public Value rhs(IndexExpr lane, List<IndexExpr> at) {
        IndexExpr k = at.getFirst();
        return builder.load(task.rhs, rhsStart.plus(k.times(tileColumns)).plus(lane), null);
      }

      @Override
      public void prefetch(List<IndexExpr> at) {
        ahead.round.accept(tile, at.getFirst());
      }

      private IndexExpr place(int row, IndexExpr lane) {
        return tile.times(tileRows)
            .plus(row)
            .times(sumStride)
            .plus(number.times(tileColumns))
            .plus(lane);
      }

      @Override
      public Value initial(int row, IndexExpr lane) {
        return isComplete
            ? product.sum().zero(task.kernel.elements())
            : builder.load(task.sums, place(row, lane), null);
      }

      @Override
      public void store(int row, IndexExpr lane, Value sum) {
        if (isComplete) {
          task.kernel.store(resultIndex(task, tile, row, number, lane), sum);
        } else {
          builder.store(task.sums, place(row, lane), sum, null);
        }
      }
    };
  }

  private MultiIndex resultIndex(
      Task task, IndexExpr tile, int row, IndexExpr number, IndexExpr lane) {
    IndexExpr first = task.rowBlock.times(blockTiles).plus(tile).times(tileRows);
    IndexExpr panel = task.columnBlock.times(blockPanels).plus(number);
    IndexExpr column = panel.times(tileColumns).plus(lane);
    return product.resultIndex(task.batch, first.plus(row), column);
  }

  private void write(Task task) {
    KernelBuilder builder = task.kernel.builder();
    long blockColumns = blockPanels * tileColumns;
    task.kernel.part(
        task.columnBlock,
        blockColumns,
        product.columns(),
        (column, columns) ->
            builder.loop(
                blockTiles * tileRows,
                LoopSchedule.SERIAL,
                r ->
                    task.kernel.part(
                        task.kernel.once(task.rowBlock.times(blockTiles * tileRows).plus(r)),
                        1,
                        product.rows(),
                        (row, one) -> writeRow(task, row, r, column, columns))));
  }

  private void writeRow(Task task, IndexExpr row, IndexExpr r, IndexExpr column, long columns) {
    task.kernel
        .builder()
        .loop(
            columns,
            LoopSchedule.vector(tileColumns, 1),
            lane -> {
              IndexExpr place = r.times(sumStride).plus(lane);
              Value sum = task.kernel.builder().load(task.sums, place, null);
              task.kernel.store(product.resultIndex(task.batch, row, column.plus(lane)), sum);
            });
  }
}
