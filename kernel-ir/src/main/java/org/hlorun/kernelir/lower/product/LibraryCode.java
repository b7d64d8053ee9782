package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.language.shape.ElementType;

/**
 * The product of {@link LibraryProduct}: the scheme of {@link PackedProduct} for all sizes. Blocks
 * lie in scratch memory as those of the largest size do, so that the innermost loops, which decide
 * how fast it is, have no other addresses than kernels for one size.
 */
final class LibraryCode {
  /** Numbers that the kernel is given, in this order; the last one is of sums that are kept. */
  record Sizes(
      long rows,
      long columns,
      long depth,
      long tiles,
      long panels,
      long blockDepth,
      long blockTiles,
      long blockPanels,
      long depthBlocks,
      long rowBlocks,
      long tasks,
      long keptStride) {
    static final int COUNT = 12;

    long[] toArray() {
      return new long[] {
        rows,
        columns,
        depth,
        tiles,
        panels,
        blockDepth,
        blockTiles,
        blockPanels,
        depthBlocks,
        rowBlocks,
        tasks,
        keptStride
      };
    }
  }

  /**
   * What the code depends on.
   *
   * @param left factors of the left operand
   * @param sum how products are summed
   * @param result the type of the results; null if the sums are kept for another kernel, which
   *     finds them row by row in memory for whole tiles
   */
  record Form(StoredFactor left, ProductSum sum, ElementType result, RegisterTile tile) {
    // Written out, as that takes less time than having the JVM make the code.
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that
          && left.equals(that.left)
          && sum.equals(that.sum)
          && result == that.result
          && tile.equals(that.tile);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * left.hashCode() + sum.hashCode()) + Objects.hashCode(result))
          + tile.hashCode();
    }
  }

  private final Form form;
  private final ProductSum sum;
  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final long mostTiles;
  private final long sumStride;
  private final Kernel multiply;

  LibraryCode(Form form) {
    this.form = form;
    this.sum = form.sum;
    this.type = sum.scalar();
    RegisterTile tile = form.tile;
    this.tileRows = tile.rows();
    this.tileColumns = tile.columns(type);
    this.mostTiles = mostTiles(type, tile);
    this.sumStride = PackedProduct.MAX_COLUMNS + 64 / type.byteSize();
    this.multiply = new Multiply().kernel();
  }

  /** Tiles of a block, at most. */
  static long mostTiles(ScalarType type, RegisterTile tile) {
    return PackedProduct.BLOCK_BYTES / (PackedProduct.MAX_COLUMNS * tile.rows() * type.byteSize());
  }

  int tileRows() {
    return tileRows;
  }

  /** Multiplies: sizes, left operand, panels, result. */
  Kernel multiply() {
    return multiply;
  }

  private final class Multiply extends SizedCode {
    private final Buffer matrix = argument(1, form.left.storage(), Buffer.Role.INPUT);
    private final Buffer rhs = argument(2, type, Buffer.Role.INPUT);
    private final boolean keepsSums = form.result == null;
    private final Buffer result =
        argument(3, keepsSums ? type : NumberCode.storage(form.result), Buffer.Role.OUTPUT);
    private final NumberCode numbers = new NumberCode(builder);
    private final long lhsStride = tileRows * PackedProduct.DEPTH;
    private final Buffer lhs = builder.local("lhs", type, mostTiles * lhsStride);
    private final Buffer sums =
        keepsSums ? result : builder.local("sums", type, mostTiles * tileRows * sumStride);
    private final IndexExpr rows = size(0);
    private final IndexExpr columns = size(1);
    private final IndexExpr depth = size(2);
    private final IndexExpr tiles = size(3);
    private final IndexExpr panels = size(4);
    private final IndexExpr blockDepth = size(5, PackedProduct.DEPTH);
    private final IndexExpr blockTiles = size(6, mostTiles);
    private final IndexExpr blockPanels = size(7, PackedProduct.MAX_COLUMNS / tileColumns);
    private final IndexExpr depthBlocks = size(8);
    private final IndexExpr rowBlocks = size(9);
    private final IndexExpr keptStride = size(11);

    Multiply() {
      super(Sizes.COUNT);
    }

    /** The part of the result that a task computes. */
    private record Block(
        IndexExpr firstTile, IndexExpr tiles, IndexExpr firstPanel, IndexExpr panels) {}

    Kernel kernel() {
      builder.parallelBelow(
          size(10),
          number -> {
            IndexExpr columnBlock = quotient(number, rowBlocks);
            IndexExpr rowBlock = number.minus(product(columnBlock, rowBlocks));
            IndexExpr firstTile = product(rowBlock, blockTiles);
            IndexExpr firstPanel = product(columnBlock, blockPanels);
            Block block =
                new Block(
                    firstTile,
                    least(blockTiles, tiles.minus(firstTile)),
                    firstPanel,
                    least(blockPanels, panels.minus(firstPanel)));
            clear(block);
            builder.loopBelow(depthBlocks, part -> depthBlock(block, part));
            if (!keepsSums) {
              write(block);
            }
          });
      return builder.build("multiply", List.of(sizes, matrix, rhs, result));
    }

    private void clear(Block block) {
      Value zero = numbers.constant(sum.type(), 0);
      if (keepsSums) {
        builder.loopBelow(
            block.tiles, tile -> builder.loopBelow(block.panels, n -> clearTile(block, tile, n)));
        return;
      }
      builder.loopBelow(
          block.tiles,
          tile ->
              builder.loop(
                  tileRows * sumStride,
                  LoopSchedule.vector(tileColumns, 2),
                  i -> builder.store(sums, tile.times(tileRows * sumStride).plus(i), zero, null)));
    }

    private void clearTile(Block block, IndexExpr tile, IndexExpr number) {
      IndexExpr corner = corner(block, tile, number);
      builder.loop(
          tileColumns,
          LoopSchedule.vector(tileColumns, 1),
          lane -> {
            for (int r = 0; r < tileRows; r++) {
              Value zero = numbers.constant(sum.type(), 0);
              builder.store(sums, row(corner, r).plus(lane), zero, null);
            }
          });
    }

    /** Where the sums of a tile begin. */
    private IndexExpr corner(Block block, IndexExpr tile, IndexExpr number) {
      if (!keepsSums) {
        return tile.times(tileRows * sumStride).plus(number.times(tileColumns));
      }
      IndexExpr row = block.firstTile.plus(tile).times(tileRows);
      IndexExpr column = block.firstPanel.plus(number).times(tileColumns);
      return parts.once(product(row, keptStride).plus(column));
    }

    private IndexExpr row(IndexExpr corner, int r) {
      return keepsSums ? parts.once(corner.plus(keptStride.times(r))) : corner.plus(r * sumStride);
    }

    private void depthBlock(Block block, IndexExpr part) {
      IndexExpr start = product(part, blockDepth);
      IndexExpr count = least(blockDepth, depth.minus(start));
      builder.loopBelow(block.tiles, tile -> packTile(block, tile, start, count));
      IndexExpr steps = parts.once(count.dividedBy(PackedProduct.UNROLL));
      builder.loopBelow(
          block.panels,
          number -> {
            IndexExpr panel = product(parts.once(block.firstPanel.plus(number)), depth);
            IndexExpr first = parts.once(panel.plus(start).times(tileColumns));
            IndexExpr next = parts.once(first.plus(depth.times(tileColumns)));
            builder.loopBelow(
                block.tiles, tile -> tile(tile, corner(block, tile, number), steps, first, next));
          });
    }

    /** Copies rows of the left operand; those below the last one are copies of it. */
    private void packTile(Block block, IndexExpr tile, IndexExpr start, IndexExpr count) {
      int lanes = tileColumns / 2;
      List<IndexExpr> sources = new ArrayList<>();
      for (int r = 0; r < tileRows; r++) {
        IndexExpr row = block.firstTile.plus(tile).times(tileRows).plus(r);
        IndexExpr factor = product(least(row, rows.plus(-1)), depth).plus(start);
        sources.add(parts.once(factor.times(form.left.elements())));
      }
      IndexExpr ahead = parts.once(depth.times((long) tileRows * form.left.elements()));
      builder.loopBelow(
          parts.once(count.dividedBy(lanes)),
          piece ->
              builder.loop(
                  lanes,
                  LoopSchedule.vector(lanes, 1),
                  lane -> {
                    IndexExpr k = piece.times(lanes).plus(lane);
                    IndexExpr element = k.times(form.left.elements());
                    IndexExpr one = IndexExpr.constant(1);
                    List<Value> values = new ArrayList<>();
                    for (IndexExpr source : sources) {
                      // The next tile's: a processor does not know that rows go on.
                      builder.prefetch(matrix, source.plus(element).plus(ahead));
                    }
                    for (IndexExpr source : sources) {
                      values.add(form.left.load(builder, matrix, source.plus(element), one));
                    }
                    IndexExpr place = tile.times(lhsStride).plus(k.times(tileRows));
                    for (int r = 0; r < tileRows; r++) {
                      builder.store(lhs, place.plus(r), values.get(r), null);
                    }
                  }));
    }

    private void tile(
        IndexExpr tile, IndexExpr corner, IndexExpr steps, IndexExpr first, IndexExpr next) {
      builder.loop(
          tileColumns,
          LoopSchedule.vector(tileColumns, 1),
          lane -> {
            List<Value> initial = new ArrayList<>();
            for (int r = 0; r < tileRows; r++) {
              initial.add(builder.load(sums, row(corner, r).plus(lane), null));
            }
            List<Value> totals =
                builder.loopBelow(
                    steps,
                    initial,
                    (step, carried) -> {
                      prefetch(tile, step, next);
                      return round(tile, step, first.plus(lane), carried);
                    });
            for (int r = 0; r < tileRows; r++) {
              builder.store(sums, row(corner, r).plus(lane), totals.get(r), null);
            }
          });
    }

    /** Every tile asks for some rows of the panel that all tiles use next. */
    private void prefetch(IndexExpr tile, IndexExpr step, IndexExpr next) {
      long line = PackedProduct.LINE_BYTES / type.byteSize();
      IndexExpr row = step.times(PackedProduct.UNROLL).plus(tile.modulo(PackedProduct.UNROLL));
      for (long lane = 0; lane < tileColumns; lane += line) {
        builder.prefetch(rhs, next.plus(row.times(tileColumns)).plus(lane));
      }
    }

    private List<Value> round(
        IndexExpr tile, IndexExpr step, IndexExpr column, List<Value> carried) {
      List<Value> next = carried;
      for (int u = 0; u < PackedProduct.UNROLL; u++) {
        IndexExpr k = step.times(PackedProduct.UNROLL).plus(u);
        Value right = builder.load(rhs, column.plus(k.times(tileColumns)), null);
        List<Value> added = new ArrayList<>();
        for (int r = 0; r < tileRows; r++) {
          IndexExpr place = tile.times(lhsStride).plus(k.times(tileRows)).plus(r);
          added.add(sum.multiplyAdd(builder, builder.load(lhs, place, null), right, next.get(r)));
        }
        next = added;
      }
      return next;
    }

    private void write(Block block) {
      IndexExpr firstRow = parts.once(block.firstTile.times(tileRows));
      IndexExpr firstColumn = parts.once(block.firstPanel.times(tileColumns));
      IndexExpr width = least(block.panels.times(tileColumns), columns.minus(firstColumn));
      IndexExpr whole = parts.once(width.dividedBy(tileColumns));
      IndexExpr rest = parts.once(width.modulo(tileColumns));
      builder.loopBelow(
          least(block.tiles.times(tileRows), rows.minus(firstRow)),
          r -> {
            IndexExpr row = product(parts.once(firstRow.plus(r)), columns);
            IndexExpr to = parts.once(row.plus(firstColumn));
            IndexExpr from = parts.once(r.times(sumStride));
            builder.loopBelow(
                whole,
                piece ->
                    builder.loop(
                        tileColumns,
                        LoopSchedule.vector(tileColumns, 1),
                        lane -> writeOne(to, from, piece.times(tileColumns).plus(lane))));
            IndexExpr end = parts.once(whole.times(tileColumns));
            builder.loopBelow(rest, lane -> writeOne(to, from, end.plus(lane)));
          });
    }

    private void writeOne(IndexExpr to, IndexExpr from, IndexExpr column) {
      Value total = builder.load(sums, from.plus(column), null);
      Element element = Element.of(numbers.fit(form.result, total));
      numbers.store(form.result, result, to.plus(column), element, null);
    }
  }
}
