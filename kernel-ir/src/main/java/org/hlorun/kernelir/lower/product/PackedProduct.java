package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.loop.EvenParts;

/**
 * A blocked matrix product. One kernel copies the right operand to panels that are as wide as a
 * register tile; another computes blocks of the result in parallel: it copies its part of the left
 * operand tile by tile, adds up tiles in a block of sums, and writes what the fusion makes of them.
 * (The scheme of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.)
 */
final class PackedProduct {
  /**
   * Depth of a block: a panel of it, and a tile of the left operand, stay in the cache of level 1.
   */
  private static final long DEPTH = 256;

  /**
   * Bytes of the block of sums, and at most of the block of the left operand, which is about half
   * of it in large products: together they stay in a cache of level 2 of 512 KiB.
   */
  private static final long BLOCK_BYTES = 256 << 10;

  /** Bytes that memory is read in. */
  private static final long LINE_BYTES = 64;

  private static final long MAX_COLUMNS = 512;
  private static final int UNROLL = 4;
  private static final long PANELS_TOGETHER = 4;

  private final FusedView view;
  private final MatrixProduct product;
  private final PackedFactors factors;
  private final long depth;
  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final long panels;
  private final long blockTiles;
  private final long blockPanels;
  private final long fullDepth;
  private final long sumStride;

  PackedProduct(FusedView view, MatrixProduct product, RegisterTile tile) {
    this.view = view;
    this.product = product;
    this.factors = PackedFactors.of(product);
    this.depth = factors.depth();
    this.type = product.sum().scalar();
    this.tileRows = tile.rows();
    this.tileColumns = tile.columns(type);
    this.panels = Math.ceilDiv(product.columns(), tileColumns);
    this.fullDepth = blockDepth(depth);
    this.blockPanels = EvenParts.size(panels, Math.max(1, MAX_COLUMNS / tileColumns));
    long widest = Math.max(fullDepth, blockPanels * tileColumns);
    long tiles = Math.ceilDiv(product.rows(), tileRows);
    long most = Math.max(1, BLOCK_BYTES / (widest * tileRows * type.byteSize()));
    this.blockTiles = EvenParts.size(tiles, most);
    this.sumStride = blockPanels * tileColumns + 64 / type.byteSize();
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

  List<LoweredKernel> lower() {
    return List.of(packRhs(), multiply());
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
    Buffer packed = kernel.arguments().scratch(0, type, packedCount(), Buffer.Role.OUTPUT);
    long group = groupPanels();
    long groups = Math.ceilDiv(panels, group);
    builder.loop(
        product.batch() * groups,
        LoopSchedule.PARALLEL,
        task -> {
          IndexExpr batch = kernel.once(task.dividedBy(groups));
          IndexExpr first = kernel.once(task.modulo(groups).times(group));
          kernel.part(
              kernel.once(task.modulo(groups)),
              group * tileColumns,
              product.columns(),
              (column, columns) ->
                  builder.loop(
                      depth,
                      LoopSchedule.SERIAL,
                      k -> {
                        for (long at = 0; at < columns; at += tileColumns) {
                          IndexExpr panel = first.plus(at / tileColumns);
                          long lanes = Math.min(tileColumns, columns - at);
                          packRow(kernel, packed, batch, panel, column.plus(at), lanes, k);
                        }
                      }));
        });
    return kernel.finish("pack");
  }

  /**
   * Panels that are packed side by side: one has a single cache line of every row of the operand,
   * and rows lie too far apart to be fetched ahead.
   */
  private long groupPanels() {
    return product.rhs().isDepthContiguous() || panels < 4 * PANELS_TOGETHER ? 1 : PANELS_TOGETHER;
  }

  /** Copies the columns of one panel at one depth. */
  private void packRow(
      ProductKernel kernel,
      Buffer packed,
      IndexExpr batch,
      IndexExpr panel,
      IndexExpr column,
      long columns,
      IndexExpr k) {
    LoopSchedule together =
        product.rhs().isDepthContiguous()
            ? LoopSchedule.UNROLLED
            : LoopSchedule.vector(tileColumns, 1);
    kernel
        .builder()
        .loop(
            columns,
            together,
            lane ->
                kernel
                    .builder()
                    .store(
                        packed,
                        panelStart(batch, panel, k).plus(lane),
                        factors.rhs(kernel.elements(), batch, column.plus(lane), k),
                        null));
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
    Buffer rhs = kernel.arguments().scratch(0, type, packedCount(), Buffer.Role.INPUT);
    long rows = blockTiles * tileRows;
    Buffer lhs = builder.local("lhs", type, rows * fullDepth);
    Buffer sums = builder.local("sums", type, rows * sumStride);
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
          clear(task);
          addUp(task);
          write(task);
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
    builder.loop(blockTiles, LoopSchedule.SERIAL, tile -> packLhs(task, tile, start, count));
    builder.loop(
        blockPanels,
        LoopSchedule.SERIAL,
        number ->
            task.kernel.part(
                task.kernel.once(task.columnBlock.times(blockPanels).plus(number)),
                1,
                panels,
                (panel, one) ->
                    builder.loop(
                        blockTiles,
                        LoopSchedule.SERIAL,
                        tile -> {
                          prefetch(task, tile, panel, start, count);
                          new RegisterTileCode(task.kernel, factors.sum(), UNROLL)
                              .emit(
                                  tileRows,
                                  tileColumns,
                                  tileColumns,
                                  List.of(count),
                                  memory(task, tile, number, panel, start, count));
                        })));
  }

  /** Every tile asks for a part of the panel that all tiles use next. */
  private void prefetch(Task task, IndexExpr tile, IndexExpr panel, IndexExpr start, long count) {
    long line = LINE_BYTES / type.byteSize();
    long each = Math.ceilDiv(count * tileColumns / line, blockTiles);
    IndexExpr next = panelStart(task.batch, panel.plus(1), start);
    IndexExpr first = task.kernel.once(next.plus(tile.times(each * line)));
    task.kernel
        .builder()
        .loop(
            each,
            LoopSchedule.SERIAL,
            i -> task.kernel.builder().prefetch(task.rhs, first.plus(i.times(line))));
  }

  private RegisterTileCode.Memory memory(
      Task task, IndexExpr tile, IndexExpr number, IndexExpr panel, IndexExpr start, long count) {
    KernelBuilder builder = task.kernel.builder();
    IndexExpr rhsStart = task.kernel.once(panelStart(task.batch, panel, start));
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

      private IndexExpr place(int row, IndexExpr lane) {
        return tile.times(tileRows)
            .plus(row)
            .times(sumStride)
            .plus(number.times(tileColumns))
            .plus(lane);
      }

      @Override
      public Value initial(int row, IndexExpr lane) {
        return builder.load(task.sums, place(row, lane), null);
      }

      @Override
      public void store(int row, IndexExpr lane, Value sum) {
        builder.store(task.sums, place(row, lane), sum, null);
      }
    };
  }

  /** Copies a tile's rows of the left operand: depth by depth the rows of the tile. */
  private void packLhs(Task task, IndexExpr tile, IndexExpr start, long count) {
    task.kernel.part(
        task.kernel.once(task.rowBlock.times(blockTiles).plus(tile)),
        tileRows,
        product.rows(),
        (row, rows) ->
            task.kernel
                .builder()
                .loop(
                    count,
                    depthsTogether(rows),
                    k -> {
                      IndexExpr place = tile.times(tileRows * count).plus(k.times(tileRows));
                      packDepth(task, place, row, rows, start.plus(k));
                    }));
  }

  /** Copies rows of the left operand at one depth to a place. */
  private void packDepth(Task task, IndexExpr place, IndexExpr row, long rows, IndexExpr k) {
    KernelBuilder builder = task.kernel.builder();
    ElementGenerator elements = task.kernel.elements();
    if (product.lhs().isFreeContiguous()) {
      builder.loop(
          rows,
          LoopSchedule.vector(tileRows, 1),
          r ->
              builder.store(
                  task.lhs,
                  place.plus(r),
                  factors.lhs(elements, task.batch, row.plus(r), k),
                  null));
      return;
    }
    List<Value> values = new ArrayList<>();
    for (long r = 0; r < rows; r++) {
      values.add(factors.lhs(elements, task.batch, row.plus(r), k));
    }
    for (int r = 0; r < rows; r++) {
      builder.store(task.lhs, place.plus(r), values.get(r), null);
    }
  }

  /**
   * Depths that are copied at once: the rows of a full tile that lie along them are transposed in
   * registers, which for the few rows that are left is not worth its code.
   */
  private LoopSchedule depthsTogether(long rows) {
    int vector = tileColumns / 2;
    return product.lhs().isDepthContiguous() && rows == tileRows
        ? LoopSchedule.vector(vector, 1)
        : LoopSchedule.SERIAL;
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
