package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.product.SizedCode;

/**
 * The product of {@link LibraryConvolution}: tiles of the output are summed as {@link
 * ConvolutionLowering} does it for one size. Where the windows of a tile's rows start is counted on
 * from row to row instead of divided out.
 */
final class LibraryConvolutionCode extends SizedCode {
  /**
   * Depths in a round of the innermost loop: more than in kernels for one size, whose addresses
   * take fewer registers; it is compiled once.
   */
  private static final int UNROLL = 4;

  /**
   * Numbers that the kernel is given, in this order.
   *
   * @param rows positions of the output, images included
   * @param columns features of the output
   * @param width of the output
   * @param height of the output
   * @param columnStep elements from the window of a position to that of its right neighbour
   * @param rowStep elements from the windows of a line of the output to those of the next line
   * @param imageStep elements of an image of the input
   * @param segments lines of a window
   * @param segmentStep elements from a line of a window to the next one
   * @param run elements of a line of a window, which lie side by side
   * @param tiles below each other
   * @param groupTiles tiles of a task
   * @param groups tasks of a panel
   * @param tasks of all panels
   */
  record Sizes(
      long rows,
      long columns,
      long width,
      long height,
      long columnStep,
      long rowStep,
      long imageStep,
      long segments,
      long segmentStep,
      long run,
      long tiles,
      long groupTiles,
      long groups,
      long tasks) {
    static final int COUNT = 14;

    long[] toArray() {
      return new long[] {
        rows,
        columns,
        width,
        height,
        columnStep,
        rowStep,
        imageStep,
        segments,
        segmentStep,
        run,
        tiles,
        groupTiles,
        groups,
        tasks
      };
    }
  }

  private final ScalarType type;
  private final int tileRows;
  private final int tileColumns;
  private final Buffer input;
  private final Buffer panels;
  private final Buffer output;
  private final Buffer edge;
  private final IndexExpr rows = size(0);
  private final IndexExpr columns = size(1);
  private final IndexExpr width = size(2);
  private final IndexExpr height = size(3);
  private final IndexExpr columnStep = size(4);
  private final IndexExpr rowStep = size(5);
  private final IndexExpr imageStep = size(6);
  private final IndexExpr segments = size(7);
  private final IndexExpr segmentStep = size(8);
  private final IndexExpr run = size(9);
  private final IndexExpr tiles = size(10);
  private final IndexExpr groupTiles = size(11);
  private final IndexExpr groups = size(12);

  private LibraryConvolutionCode(ScalarType type, int tileRows, int tileColumns) {
    super(Sizes.COUNT);
    this.type = type;
    this.tileRows = tileRows;
    this.tileColumns = tileColumns;
    this.input = argument(1, type, Buffer.Role.INPUT);
    this.panels = argument(2, type, Buffer.Role.INPUT);
    this.output = argument(3, type, Buffer.Role.OUTPUT);
    this.edge = builder.local("edge", type, (long) tileRows * tileColumns);
  }

  /** Multiplies: sizes, padded input, panels of the kernel operand, output. */
  static Kernel kernel(ScalarType type, int tileRows, int tileColumns) {
    return new LibraryConvolutionCode(type, tileRows, tileColumns).multiply();
  }

  /** A position of the output: its column and line, and where its window starts. */
  private record Position(Value x, Value y, Value start) {
    List<Value> values() {
      return List.of(x, y, start);
    }

    static Position of(List<Value> values) {
      return new Position(values.get(0), values.get(1), values.get(2));
    }
  }

  private Kernel multiply() {
    builder.parallelBelow(size(13), this::task);
    return builder.build("multiply", List.of(sizes, input, panels, output));
  }

  private void task(IndexExpr number) {
    IndexExpr panel = quotient(number, groups);
    IndexExpr firstTile = product(number.minus(product(panel, groups)), groupTiles);
    IndexExpr panelStart = parts.once(product(product(panel, segments), run).times(tileColumns));
    builder.loopBelow(
        least(groupTiles, tiles.minus(firstTile)),
        position(parts.once(firstTile.times(tileRows))).values(),
        (tile, carried) -> {
          IndexExpr row = parts.once(firstTile.plus(tile).times(tileRows));
          List<IndexExpr> starts = new ArrayList<>();
          Position position = Position.of(carried);
          for (int r = 0; r < tileRows; r++) {
            starts.add(IndexExpr.variable(position.start, 0, MOST));
            position = next(position, row.plus(r));
          }
          tile(row, starts, panelStart, panel);
          return position.values();
        });
  }

  private Position position(IndexExpr row) {
    IndexExpr line = quotient(row, width);
    IndexExpr image = quotient(line, height);
    IndexExpr x = parts.once(row.minus(product(line, width)));
    IndexExpr y = parts.once(line.minus(product(image, height)));
    IndexExpr start =
        product(image, imageStep).plus(product(y, rowStep)).plus(product(x, columnStep));
    return new Position(builder.index(x), builder.index(y), builder.index(start));
  }

  /** The position of the next row; behind the last one that of the last one. */
  private Position next(Position position, IndexExpr row) {
    Value zero = builder.integer(ScalarType.I64, 0);
    Value x = plus(position.x, builder.integer(ScalarType.I64, 1));
    Value y = plus(position.y, builder.integer(ScalarType.I64, 1));
    Value lineEnds = equal(x, width);
    Value imageEnds = equal(y, height);
    IndexExpr toNextLine = rowStep.minus(product(width, columnStep));
    IndexExpr toNextImage = imageStep.minus(product(height, rowStep));
    Value step = builder.index(columnStep);
    Value beyondLine = builder.index(parts.once(columnStep.plus(toNextLine)));
    Value beyondImage = builder.index(parts.once(columnStep.plus(toNextLine).plus(toNextImage)));
    Value atEnd = builder.select(imageEnds, beyondImage, beyondLine);
    Value exists = builder.compare(Predicate.SLT, builder.index(row.plus(1)), builder.index(rows));
    Value moved = builder.select(lineEnds, atEnd, step);
    return new Position(
        builder.select(lineEnds, zero, x),
        builder.select(lineEnds, builder.select(imageEnds, zero, y), position.y),
        plus(position.start, builder.select(exists, moved, zero)));
  }

  private Value plus(Value a, Value b) {
    return builder.binary(BinaryKind.ADD, a, b);
  }

  private Value equal(Value a, IndexExpr b) {
    return builder.compare(Predicate.EQ, a, builder.index(b));
  }

  private void tile(IndexExpr row, List<IndexExpr> starts, IndexExpr panelStart, IndexExpr panel) {
    IndexExpr column = parts.once(panel.times(tileColumns));
    IndexExpr lines = least(IndexExpr.constant(tileRows), rows.minus(row));
    IndexExpr lanes = least(IndexExpr.constant(tileColumns), columns.minus(column));
    Value whole =
        builder.binary(
            BinaryKind.AND,
            equal(builder.index(lines), IndexExpr.constant(tileRows)),
            equal(builder.index(lanes), IndexExpr.constant(tileColumns)));
    IndexExpr to = parts.once(product(row, columns).plus(column));
    builder.loop(
        tileColumns,
        LoopSchedule.vector(tileColumns, 1),
        lane -> {
          List<Value> totals = sums(starts, panelStart, lane);
          builder.branch(
              whole,
              () -> {
                for (int r = 0; r < tileRows; r++) {
                  IndexExpr place = parts.once(to.plus(columns.times(r))).plus(lane);
                  builder.store(output, place, totals.get(r), null);
                }
                return List.of();
              },
              () -> {
                for (int r = 0; r < tileRows; r++) {
                  IndexExpr place = IndexExpr.constant((long) r * tileColumns).plus(lane);
                  builder.store(edge, place, totals.get(r), null);
                }
                return List.of();
              });
        });
    unless(whole, () -> writeEdge(lines, lanes, to));
  }

  private void unless(Value condition, Runnable code) {
    builder.branch(
        condition,
        List::of,
        () -> {
          code.run();
          return List.of();
        });
  }

  /** Copies what there is of a tile that is not whole. */
  private void writeEdge(IndexExpr lines, IndexExpr lanes, IndexExpr to) {
    builder.loopBelow(
        lines,
        r -> {
          IndexExpr line = parts.once(product(r, columns).plus(to));
          builder.loopBelow(
              lanes,
              lane -> {
                Value sum = builder.load(edge, r.times(tileColumns).plus(lane), null);
                builder.store(output, line.plus(lane), sum, null);
              });
        });
  }

  private List<Value> sums(List<IndexExpr> starts, IndexExpr panelStart, IndexExpr lane) {
    List<Value> zeros = new ArrayList<>();
    for (int r = 0; r < tileRows; r++) {
      zeros.add(builder.real(type, 0));
    }
    IndexExpr rounds = parts.once(run.dividedBy(UNROLL));
    IndexExpr whole = parts.once(rounds.times(UNROLL));
    return builder.loopBelow(
        segments,
        zeros,
        (segment, carried) -> {
          IndexExpr offset = product(segment, segmentStep);
          List<IndexExpr> from = new ArrayList<>();
          starts.forEach(start -> from.add(parts.once(start.plus(offset))));
          IndexExpr right = parts.once(panelStart.plus(product(segment, run).times(tileColumns)));
          List<Value> totals =
              builder.loopBelow(
                  rounds,
                  carried,
                  (round, sums) -> {
                    List<Value> next = sums;
                    for (int u = 0; u < UNROLL; u++) {
                      next = step(from, right.plus(lane), round.times(UNROLL).plus(u), next);
                    }
                    return next;
                  });
          return builder.loopBelow(
              parts.once(run.modulo(UNROLL)),
              totals,
              (rest, sums) -> step(from, right.plus(lane), whole.plus(rest), sums));
        });
  }

  private List<Value> step(List<IndexExpr> from, IndexExpr right, IndexExpr k, List<Value> sums) {
    Value factor = builder.load(panels, right.plus(k.times(tileColumns)), null);
    List<Value> next = new ArrayList<>();
    for (int r = 0; r < tileRows; r++) {
      Value element = builder.load(input, from.get(r).plus(k), null);
      next.add(builder.fma(element, factor, sums.get(r)));
    }
    return next;
  }
}
