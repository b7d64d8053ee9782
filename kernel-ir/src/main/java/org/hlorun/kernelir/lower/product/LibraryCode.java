package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
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
  private final LibraryBlocks most;
  private final long sumStride;
  private final Kernel multiply;

  LibraryCode(Form form) {
    this.form = form;
    this.sum = form.sum;
    this.type = sum.scalar();
    RegisterTile tile = form.tile;
    this.tileRows = tile.rows();
    this.tileColumns = tile.columns(type);
    this.most = LibraryBlocks.of(tile, type);
    this.sumStride = most.columns() + 64 / type.byteSize();
    this.multiply = new Multiply().kernel();
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
    private final Buffer rhs = argument(2, sum.factor(), Buffer.Role.INPUT);
    private final boolean keepsSums = form.result == null;
    private final Buffer result =
        argument(3, keepsSums ? type : NumberCode.storage(form.result), Buffer.Role.OUTPUT);
    private final NumberCode numbers = new NumberCode(builder);
    private final long lhsStride = tileRows * most.depth();
    private final Buffer lhs = builder.local("lhs", sum.factor(), most.tiles() * lhsStride);
    private final Buffer sums =
        keepsSums ? result : builder.local("sums", type, most.tiles() * tileRows * sumStride);
    private final IndexExpr rows = size(0);
    private final IndexExpr columns = size(1);
    private final IndexExpr depth = size(2);
    private final IndexExpr tiles = size(3);
    private final IndexExpr panels = size(4);
    private final IndexExpr blockDepth = size(5, most.depth());
    private final IndexExpr blockTiles = size(6, most.tiles());
    private final IndexExpr blockPanels = size(7, most.columns() / tileColumns);
    private final IndexExpr depthBlocks = size(8);
    private final IndexExpr rowBlocks = size(9);
    private final IndexExpr keptStride = size(11);
    private final IndexExpr wholeTiles = parts.once(rows.dividedBy(tileRows));
    private final IndexExpr wholePanels = parts.once(columns.dividedBy(tileColumns));

    Multiply() {
      super(Sizes.COUNT);
    }

    /** The part of the result that a task computes. */
    private record Block(
        IndexExpr firstTile, IndexExpr tiles, IndexExpr firstPanel, IndexExpr panels) {}

    /**
     * What a tile is multiplied from.
     *
     * @param tile in the block of the left operand
     * @param steps rounds of the loop over the depth
     * @param first factor of the panel
     * @param next factor of the next panel
     */
    private record Factors(IndexExpr tile, IndexExpr steps, IndexExpr first, IndexExpr next) {}

    /**
     * Where a tile goes to if its sums are complete, and all of it is part of the result.
     *
     * @param isDone whether that is so
     * @param place of its first element
     */
    private record Done(Value isDone, IndexExpr place) {}

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
            builder.loopBelow(depthBlocks, part -> depthBlock(block, part));
            if (!keepsSums) {
              writeEdges(block);
            }
          });
      return builder.build("multiply", List.of(sizes, matrix, rhs, result));
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
      Value isFirst = less(part, IndexExpr.constant(1));
      builder.loopBelow(
          block.panels,
          number -> {
            IndexExpr columnPanel = parts.once(block.firstPanel.plus(number));
            IndexExpr panel = product(columnPanel, depth);
            IndexExpr first = parts.once(panel.plus(start).times(tileColumns));
            IndexExpr next = parts.once(first.plus(depth.times(tileColumns)));
            Value isWhole = less(columnPanel, wholePanels);
            Value isLast = builder.binary(BinaryKind.AND, less(depthBlocks, part.plus(2)), isWhole);
            builder.loopBelow(
                block.tiles,
                tile -> {
                  IndexExpr corner = corner(block, tile, number);
                  Factors factors = new Factors(tile, steps, first, next);
                  if (keepsSums) {
                    tile(factors, corner, isFirst, null);
                    return;
                  }
                  IndexExpr tileRow = parts.once(block.firstTile.plus(tile));
                  Value isDone = builder.binary(BinaryKind.AND, isLast, less(tileRow, wholeTiles));
                  IndexExpr row = product(parts.once(tileRow.times(tileRows)), columns);
                  IndexExpr place = parts.once(row.plus(columnPanel.times(tileColumns)));
                  tile(factors, corner, isFirst, new Done(isDone, place));
                });
          });
    }

    private Value less(IndexExpr a, IndexExpr b) {
      return builder.compare(Predicate.SLT, builder.index(a), builder.index(b));
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
                      values.add(form.left.load(builder, matrix, source.plus(element), one, null));
                    }
                    IndexExpr place = tile.times(lhsStride).plus(k.times(tileRows));
                    for (int r = 0; r < tileRows; r++) {
                      builder.store(lhs, place.plus(r), values.get(r), null);
                    }
                  }));
    }

    /** Adds the products of a block to a tile, whose sums begin with it or go on. */
    private void tile(Factors factors, IndexExpr corner, Value isFirst, Done done) {
      if (done != null) {
        builder.branch(done.isDone, () -> prefetchResult(done.place), List::of);
      }
      builder.loop(
          tileColumns,
          LoopSchedule.vector(tileColumns, 1),
          lane -> {
            List<Value> initial = builder.branch(isFirst, this::zeros, () -> sums(corner, lane));
            List<Value> totals =
                builder.loopBelow(
                    factors.steps,
                    initial,
                    (step, carried) -> {
                      prefetch(factors, step);
                      return round(factors, step, lane, carried);
                    });
            if (done == null) {
              keep(corner, lane, totals);
              return;
            }
            builder.branch(
                done.isDone,
                () -> writeTile(done.place, lane, totals),
                () -> keep(corner, lane, totals));
          });
    }

    private List<Value> zeros() {
      return Collections.nCopies(tileRows, numbers.constant(sum.type(), 0));
    }

    private List<Value> sums(IndexExpr corner, IndexExpr lane) {
      List<Value> result = new ArrayList<>();
      for (int r = 0; r < tileRows; r++) {
        result.add(builder.load(sums, row(corner, r).plus(lane), null));
      }
      return result;
    }

    private List<Value> keep(IndexExpr corner, IndexExpr lane, List<Value> totals) {
      for (int r = 0; r < tileRows; r++) {
        builder.store(sums, row(corner, r).plus(lane), totals.get(r), null);
      }
      return List.of();
    }

    /** Asks for the memory of a tile of the result, which is written a while later. */
    private List<Value> prefetchResult(IndexExpr place) {
      long line = PackedProduct.LINE_BYTES / result.type().byteSize();
      for (int r = 0; r < tileRows; r++) {
        for (long lane = 0; lane < tileColumns; lane += line) {
          builder.prefetch(result, place.plus(columns.times(r)).plus(lane));
        }
      }
      return List.of();
    }

    private List<Value> writeTile(IndexExpr place, IndexExpr lane, List<Value> totals) {
      for (int r = 0; r < tileRows; r++) {
        writeOne(place.plus(columns.times(r)).plus(lane), totals.get(r));
      }
      return List.of();
    }

    /** Every tile asks for some rows of the panel that all tiles use next. */
    private void prefetch(Factors factors, IndexExpr step) {
      long line = PackedProduct.LINE_BYTES / type.byteSize();
      IndexExpr turn = factors.tile.modulo(PackedProduct.UNROLL);
      IndexExpr row = step.times(PackedProduct.UNROLL).plus(turn);
      for (long lane = 0; lane < tileColumns; lane += line) {
        builder.prefetch(rhs, factors.next.plus(row.times(tileColumns)).plus(lane));
      }
    }

    private List<Value> round(
        Factors factors, IndexExpr step, IndexExpr lane, List<Value> carried) {
      IndexExpr column = factors.first.plus(lane);
      IndexExpr row = factors.tile.times(lhsStride);
      List<Value> next = carried;
      for (int u = 0; u < PackedProduct.UNROLL; u++) {
        IndexExpr k = step.times(PackedProduct.UNROLL).plus(u);
        Value right = builder.load(rhs, column.plus(k.times(tileColumns)), null);
        List<Value> added = new ArrayList<>();
        for (int r = 0; r < tileRows; r++) {
          IndexExpr place = row.plus(k.times(tileRows)).plus(r);
          added.add(sum.multiplyAdd(builder, builder.load(lhs, place, null), right, next.get(r)));
        }
        next = added;
      }
      return next;
    }

    /** Writes what whole tiles have not: the last rows, and the last columns of all rows. */
    private void writeEdges(Block block) {
      IndexExpr firstRow = parts.once(block.firstTile.times(tileRows));
      IndexExpr firstColumn = parts.once(block.firstPanel.times(tileColumns));
      IndexExpr width = least(block.panels.times(tileColumns), columns.minus(firstColumn));
      IndexExpr whole = parts.once(width.dividedBy(tileColumns));
      IndexExpr rest = parts.once(width.modulo(tileColumns));
      IndexExpr end = parts.once(whole.times(tileColumns));
      IndexExpr height = least(block.tiles.times(tileRows), rows.minus(firstRow));
      IndexExpr wholeRows = parts.once(height.dividedBy(tileRows).times(tileRows));
      builder.loopBelow(
          height,
          r -> {
            IndexExpr row = product(parts.once(firstRow.plus(r)), columns);
            IndexExpr to = parts.once(row.plus(firstColumn));
            IndexExpr from = parts.once(r.times(sumStride));
            builder.branch(
                less(r, wholeRows),
                List::of,
                () -> {
                  builder.loopBelow(whole, piece -> copyPiece(to, from, piece));
                  return List.of();
                });
            builder.loopBelow(rest, lane -> copy(to, from, end.plus(lane)));
          });
    }

    private void copyPiece(IndexExpr to, IndexExpr from, IndexExpr piece) {
      builder.loop(
          tileColumns,
          LoopSchedule.vector(tileColumns, 1),
          lane -> copy(to, from, piece.times(tileColumns).plus(lane)));
    }

    private void copy(IndexExpr to, IndexExpr from, IndexExpr column) {
      writeOne(to.plus(column), builder.load(sums, from.plus(column), null));
    }

    private void writeOne(IndexExpr place, Value total) {
      Element element = Element.of(numbers.fit(form.result, total));
      numbers.store(form.result, result, place, element, null);
    }
  }
}
