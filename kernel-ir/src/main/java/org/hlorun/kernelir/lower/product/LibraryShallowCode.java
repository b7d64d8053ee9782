package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
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

/**
 * The product of {@link LibraryShallow}, for all sizes. Factors of the left operand are read where
 * they lie; panels are copied by the first tiles as they multiply by them, so that copying takes
 * little time of its own, and stay in a cache of level 2 for the tiles below.
 */
final class LibraryShallowCode {
  /** Numbers that the kernel is given, in this order. */
  record Sizes(
      long rows,
      long columns,
      long depth,
      long tiles,
      long panels,
      long blockTiles,
      long blockPanels,
      long columnBlocks,
      long tasks) {
    static final int COUNT = 9;

    long[] toArray() {
      return new long[] {
        rows, columns, depth, tiles, panels, blockTiles, blockPanels, columnBlocks, tasks
      };
    }
  }

  private final LibraryCode.Form form;
  private final ProductSum sum;
  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final long maxDepth;

  LibraryShallowCode(LibraryCode.Form form) {
    this.form = form;
    this.sum = form.sum();
    this.type = sum.scalar();
    this.tileRows = form.tile().rows();
    this.tileColumns = form.tile().columns(type);
    this.maxDepth = LibraryShallow.MAX_ROW_BYTES / type.byteSize();
  }

  /** Multiplies: sizes, left operand, right operand, result. */
  Kernel multiply() {
    return new Multiply().kernel();
  }

  private final class Multiply extends SizedCode {
    // Neighbours of a row of the left operand are pairs as they lie.
    private final Buffer matrix =
        sum.pairs()
            ? Buffer.ofPairs("b1", Buffer.ANY_COUNT)
            : argument(1, sum.factor(), Buffer.Role.INPUT);
    private final Buffer rhs = argument(2, form.left().storage(), Buffer.Role.INPUT);
    private final Buffer result =
        argument(3, NumberCode.storage(form.result()), Buffer.Role.OUTPUT);
    private final NumberCode numbers = new NumberCode(builder);
    private final long panelSize = maxDepth * tileColumns;
    private final Buffer copies =
        builder.local("panels", sum.factor(), ShallowBlocks.MAX_PANELS * panelSize);
    private final IndexExpr rows = size(0);
    private final IndexExpr columns = size(1);
    private final IndexExpr depth = size(2, maxDepth);
    private final IndexExpr tiles = size(3);
    private final IndexExpr panels = size(4);
    private final IndexExpr blockTiles = size(5);
    private final IndexExpr blockPanels = size(6, ShallowBlocks.MAX_PANELS);
    private final IndexExpr columnBlocks = size(7);
    private final IndexExpr steps = parts.once(depth.dividedBy(PackedProduct.UNROLL));
    private final IndexExpr rest = parts.once(depth.modulo(PackedProduct.UNROLL));

    Multiply() {
      super(Sizes.COUNT);
    }

    /**
     * A tile of the result.
     *
     * @param isFirst whether its panel has still to be copied
     * @param isWhole whether all of it is part of the result
     * @param row its first
     * @param width columns from its first one to the end
     * @param place of its first element
     * @param panel where its panel begins among the copies
     * @param right its first column in the first row of the right operand
     * @param left where the tile's rows begin in the left operand
     * @param ahead what it asks for of the rows of the next tile
     */
    private record Tile(
        Value isFirst,
        Value isWhole,
        IndexExpr row,
        IndexExpr width,
        IndexExpr place,
        IndexExpr panel,
        IndexExpr right,
        List<IndexExpr> left,
        IndexExpr ahead) {}

    Kernel kernel() {
      builder.parallelBelow(
          size(8),
          number -> {
            IndexExpr rowBlock = quotient(number, columnBlocks);
            IndexExpr columnBlock = number.minus(product(rowBlock, columnBlocks));
            IndexExpr firstTile = product(rowBlock, blockTiles);
            IndexExpr firstPanel = parts.once(product(columnBlock, blockPanels));
            builder.loopBelow(
                least(blockTiles, tiles.minus(firstTile)),
                tile -> rowOfTiles(tile, parts.once(firstTile.plus(tile)), firstPanel));
          });
      return builder.build("multiply", List.of(sizes, matrix, rhs, result));
    }

    /** The tiles of a block that have the same rows; those below the last row are copies of it. */
    private void rowOfTiles(IndexExpr tile, IndexExpr number, IndexExpr firstPanel) {
      IndexExpr row = parts.once(number.times(tileRows));
      List<IndexExpr> left = new ArrayList<>();
      for (int r = 0; r < tileRows; r++) {
        left.add(product(least(row.plus(r), rows.plus(-1)), depth));
      }
      IndexExpr next = product(row.plus(tileRows), depth);
      IndexExpr first = product(row, columns);
      Value isFirst = less(tile, IndexExpr.constant(1));
      Value hasRows = less(row.plus(tileRows - 1L), rows);
      builder.loopBelow(
          least(blockPanels, panels.minus(firstPanel)),
          p -> {
            IndexExpr column = parts.once(firstPanel.plus(p).times(tileColumns));
            IndexExpr width = parts.once(columns.minus(column));
            Value hasColumns = less(IndexExpr.constant(tileColumns - 1L), width);
            tile(
                new Tile(
                    isFirst,
                    builder.binary(BinaryKind.AND, hasRows, hasColumns),
                    row,
                    width,
                    parts.once(first.plus(column)),
                    parts.once(p.times(panelSize)),
                    column,
                    left,
                    parts.once(
                        next.plus(product(depth, p.times(tileRows / ShallowBlocks.MAX_PANELS))))));
          });
    }

    private Value less(IndexExpr a, IndexExpr b) {
      return builder.compare(Predicate.SLT, builder.index(a), builder.index(b));
    }

    private void tile(Tile tile) {
      builder.loop(
          tileColumns,
          LoopSchedule.vector(tileColumns, 1),
          lane -> {
            Value inside = less(lane, tile.width);
            List<Value> totals =
                builder.branch(
                    tile.isFirst,
                    () ->
                        sums(
                            tile,
                            round -> {},
                            (k, before) -> copyAndAdd(tile, k, lane, inside, before)),
                    () ->
                        sums(
                            tile,
                            round -> prefetch(tile, round),
                            (k, before) -> add(tile, k, lane, before)));
            builder.branch(
                tile.isWhole,
                () -> writeTile(tile.place, lane, totals),
                () -> writeEdge(tile, lane, inside, totals));
          });
    }

    /** Adds the products of a depth to sums. */
    @FunctionalInterface
    private interface Step {
      List<Value> add(IndexExpr k, List<Value> before);
    }

    /**
     * All products of a tile, added up depth by depth. As many parts of the depth as the tile has
     * rows ask for a row of the result each, which is written a while later: all at once would be
     * in the way of the factors.
     *
     * @param ahead what is asked for in each round
     */
    private List<Value> sums(Tile tile, Consumer<IndexExpr> ahead, Step step) {
      List<Value> zeros = Collections.nCopies(tileRows, numbers.constant(sum.type(), 0));
      IndexExpr part = parts.once(steps.plus(tileRows - 1L).dividedBy(tileRows));
      List<Value> totals =
          builder.loopBelow(
              IndexExpr.constant(tileRows),
              zeros,
              (row, before) -> {
                prefetchResult(tile, row);
                IndexExpr first = product(row, part);
                IndexExpr count = least(part, steps.minus(least(first, steps)));
                return builder.loopBelow(
                    count, before, (i, carried) -> round(first.plus(i), ahead, step, carried));
              });
      IndexExpr start = parts.once(steps.times(PackedProduct.UNROLL));
      return builder.loopBelow(rest, totals, (k, carried) -> step.add(start.plus(k), carried));
    }

    private List<Value> round(
        IndexExpr round, Consumer<IndexExpr> ahead, Step step, List<Value> before) {
      ahead.accept(round);
      List<Value> next = before;
      for (int u = 0; u < PackedProduct.UNROLL; u++) {
        next = step.add(round.times(PackedProduct.UNROLL).plus(u), next);
      }
      return next;
    }

    private List<Value> copyAndAdd(
        Tile tile, IndexExpr k, IndexExpr lane, Value inside, List<Value> before) {
      int elements = sum.elements();
      IndexExpr source = product(k.times(elements), columns).plus(tile.right);
      long line = PackedProduct.LINE_BYTES / rhs.type().byteSize();
      for (int row = 0; row < elements; row++) {
        IndexExpr ahead = source.plus(columns.times(ShallowBlocks.ROWS_AHEAD + row));
        for (long first = 0; first < tileColumns; first += line) {
          builder.prefetch(rhs, ahead.plus(first));
        }
      }
      Value right = form.left().load(builder, rhs, source.plus(lane), columns, inside);
      builder.store(copies, tile.panel.plus(k.times(tileColumns)).plus(lane), right, null);
      return addProducts(tile, k, right, before);
    }

    private List<Value> add(Tile tile, IndexExpr k, IndexExpr lane, List<Value> before) {
      IndexExpr place = tile.panel.plus(k.times(tileColumns)).plus(lane);
      return addProducts(tile, k, builder.load(copies, place, null), before);
    }

    private List<Value> addProducts(Tile tile, IndexExpr k, Value right, List<Value> before) {
      List<Value> after = new ArrayList<>();
      for (int r = 0; r < tileRows; r++) {
        Value left = builder.load(matrix, tile.left.get(r).plus(k), null);
        after.add(sum.multiplyAdd(builder, left, right, before.get(r)));
      }
      return after;
    }

    /** Asks for a share of the next tile's rows: {@link ShallowBlocks#MAX_PANELS} ask for all. */
    private void prefetch(Tile tile, IndexExpr round) {
      long share = PackedProduct.UNROLL * tileRows / ShallowBlocks.MAX_PANELS;
      builder.prefetch(matrix, tile.ahead.plus(round.times(share)));
    }

    private void prefetchResult(Tile tile, IndexExpr row) {
      IndexExpr place = tile.place.plus(product(row, columns));
      long line = PackedProduct.LINE_BYTES / result.type().byteSize();
      for (long lane = 0; lane < tileColumns; lane += line) {
        builder.prefetch(result, place.plus(lane));
      }
    }

    private List<Value> writeTile(IndexExpr place, IndexExpr lane, List<Value> totals) {
      for (int r = 0; r < tileRows; r++) {
        write(place.plus(columns.times(r)).plus(lane), totals.get(r), null);
      }
      return List.of();
    }

    private List<Value> writeEdge(Tile tile, IndexExpr lane, Value inside, List<Value> totals) {
      for (int r = 0; r < tileRows; r++) {
        IndexExpr place = tile.place.plus(columns.times(r)).plus(lane);
        Value total = totals.get(r);
        builder.branch(
            less(tile.row.plus(r), rows),
            () -> {
              write(place, total, inside);
              return List.of();
            },
            List::of);
      }
      return List.of();
    }

    private void write(IndexExpr place, Value total, Value inside) {
      Element element = Element.of(numbers.fit(form.result(), total));
      numbers.store(form.result(), result, place, element, inside);
    }
  }
}
