package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.product.SizedCode;

/**
 * The product of {@link LibraryPointwiseGradient}: the scheme of {@link
 * ConvolutionPointwiseGradient} for all sizes. The last tiles are whole ones, too: they have some
 * rows or columns of the tiles before them, which they do not write.
 */
abstract class LibraryPointwiseGradientCode extends SizedCode {
  static final TileSides SIDES = TileSides.WIDE;

  /**
   * Numbers that the kernel is given, in this order.
   *
   * @param rows channels of the left operand, as many as a tile has at least
   * @param columns channels of the right operand, as many as a tile has at least
   * @param leftImage elements from an image of the left operand to the next one
   * @param leftChannel elements from a channel of the left operand to the next one
   * @param rightImage the same of the right operand
   * @param rightChannel the same of the right operand
   * @param rowStep elements from a row of results to the next one
   * @param columnStep elements from a column of results to the next one
   * @param rowTiles tiles below each other in a block
   * @param columnTiles tiles beside each other in a block
   * @param stripTiles tiles beside each other in a strip of a block
   * @param columnBlocks blocks beside each other
   * @param blocks of results
   * @param chunks of whole images that a group has
   * @param chunkImages images of a chunk
   * @param positions of an image
   * @param chunk positions of an image that a chunk has
   * @param rowLines lines of memory of each row of a chunk that a tile asks for
   * @param columnLines lines of memory of each column of a chunk that a tile asks for
   * @param tasks blocks of all groups
   */
  record Sizes(
      long rows,
      long columns,
      long leftImage,
      long leftChannel,
      long rightImage,
      long rightChannel,
      long rowStep,
      long columnStep,
      long rowTiles,
      long columnTiles,
      long stripTiles,
      long columnBlocks,
      long blocks,
      long chunks,
      long chunkImages,
      long positions,
      long chunk,
      long rowLines,
      long columnLines,
      long tasks) {
    static final int COUNT = 20;

    long[] toArray() {
      return new long[] {
        rows,
        columns,
        leftImage,
        leftChannel,
        rightImage,
        rightChannel,
        rowStep,
        columnStep,
        rowTiles,
        columnTiles,
        stripTiles,
        columnBlocks,
        blocks,
        chunks,
        chunkImages,
        positions,
        chunk,
        rowLines,
        columnLines,
        tasks
      };
    }
  }

  /**
   * One of the two arrays of images.
   *
   * @param side channels of a tile
   * @param channels how many it has
   * @param image elements from an image to the next one
   * @param channel elements from a channel to the next one
   * @param lines of each channel of a chunk that a tile asks for
   */
  record Images(
      Buffer buffer,
      int side,
      IndexExpr channels,
      IndexExpr image,
      IndexExpr channel,
      IndexExpr lines) {}

  /** What a task computes: its group of images, and the tiles of its block. */
  record Task(
      IndexExpr group,
      IndexExpr firstRow,
      IndexExpr rowTiles,
      IndexExpr firstColumn,
      IndexExpr columnTiles) {}

  /**
   * The rows or columns of a tile.
   *
   * @param number of the tile in its block
   * @param first channel that is no other tile's
   * @param start first channel
   */
  record Side(IndexExpr number, IndexExpr first, IndexExpr start) {}

  /**
   * A chunk: positions of some images.
   *
   * @param image the first one
   * @param start the first position
   * @param count how many positions of each image
   * @param steps how many vectors these fill
   * @param rest positions that do not fill a vector
   */
  record Chunk(
      IndexExpr image, IndexExpr start, IndexExpr count, IndexExpr steps, IndexExpr rest) {}

  /** Code for a tile, whose sums start at {@code place}. */
  @FunctionalInterface
  interface TileCode {
    void emit(IndexExpr place, Side row, Side column);
  }

  final ScalarType type;
  final int lanes;
  final Images left;
  final Images right;
  final IndexExpr chunkImages = size(14);
  final IndexExpr positions = size(15);
  final IndexExpr chunk = size(16);
  private final Buffer output;
  private final Buffer sums;
  private final IndexExpr rowStep = size(6);
  private final IndexExpr columnStep = size(7);
  private final IndexExpr rowTiles = size(8, PointwiseBlocks.MOST_TILES);
  private final IndexExpr columnTiles = size(9, PointwiseBlocks.MOST_TILES);
  private final IndexExpr stripTiles = size(10, PointwiseBlocks.MOST_TILES);
  private final IndexExpr columnBlocks = size(11);
  private final IndexExpr blocks = size(12);
  private final IndexExpr chunks = size(13);
  private final IndexExpr area;

  LibraryPointwiseGradientCode(ScalarType type, int lanes) {
    super(Sizes.COUNT);
    this.type = type;
    this.lanes = lanes;
    this.left = images(1, SIDES.rows());
    this.right = images(2, SIDES.columns());
    this.output = argument(3, type, Buffer.Role.OUTPUT);
    this.area = product(left.channels, right.channels);
    this.sums =
        builder.local("sums", type, PointwiseBlocks.MOST_TILES * SIDES.area() * (long) lanes);
  }

  private Images images(int number, int side) {
    return new Images(
        argument(number, type, Buffer.Role.INPUT),
        side,
        size(number - 1),
        size(2 * number),
        size(2 * number + 1),
        size(16 + number));
  }

  /** Adds the products of a chunk to the sums of all tiles of a task. */
  abstract void add(Task task, Chunk chunk);

  /** Multiplies: sizes, left operand, right operand, sums of each group. */
  final Kernel multiply() {
    builder.parallelBelow(
        size(19),
        number -> {
          IndexExpr group = quotient(number, blocks);
          IndexExpr block = parts.once(number.minus(product(group, blocks)));
          IndexExpr rowBlock = quotient(block, columnBlocks);
          IndexExpr columnBlock = parts.once(block.minus(product(rowBlock, columnBlocks)));
          IndexExpr firstRow = product(rowBlock, rowTiles);
          IndexExpr firstColumn = product(columnBlock, columnTiles);
          Task task =
              new Task(
                  group,
                  firstRow,
                  tiles(left, firstRow, rowTiles),
                  firstColumn,
                  tiles(right, firstColumn, columnTiles));
          clear();
          chunks(task);
          tiles(task, (place, row, column) -> write(task, place, row, column));
        });
    return builder.build("multiply", List.of(sizes, left.buffer, right.buffer, output));
  }

  /** Tiles of a block from its first one on. */
  private IndexExpr tiles(Images images, IndexExpr first, IndexExpr most) {
    IndexExpr all = images.channels.plus(images.side - 1L).dividedBy(images.side);
    return least(most, all.minus(first));
  }

  private void clear() {
    builder.loopBelow(
        product(rowTiles, columnTiles),
        tile ->
            builder.loop(
                (long) SIDES.area() * lanes,
                LoopSchedule.vector(lanes, 1),
                lane -> builder.store(sums, place(tile).plus(lane), builder.real(type, 0), null)));
  }

  /** Where the sums of a tile start. */
  private IndexExpr place(IndexExpr tile) {
    return tile.times((long) SIDES.area() * lanes);
  }

  /** Adds all images of a task's group, chunk by chunk. */
  private void chunks(Task task) {
    IndexExpr first = product(task.group, chunks);
    IndexExpr imageChunks = quotient(positions.plus(chunk).plus(-1), chunk);
    builder.loopBelow(
        chunks,
        number -> {
          IndexExpr image = product(first.plus(number), chunkImages);
          builder.loopBelow(
              imageChunks,
              part -> {
                IndexExpr start = product(part, chunk);
                IndexExpr count = least(chunk, positions.minus(start));
                IndexExpr steps = parts.once(count.dividedBy(lanes));
                IndexExpr rest = parts.once(count.modulo(lanes));
                add(task, new Chunk(image, start, count, steps, rest));
              });
        });
  }

  /** Code for all tiles of a block, strip by strip. */
  final void tiles(Task task, TileCode body) {
    builder.loopBelow(
        quotient(task.columnTiles.plus(stripTiles).plus(-1), stripTiles),
        strip -> {
          IndexExpr first = product(strip, stripTiles);
          IndexExpr count = least(stripTiles, task.columnTiles.minus(first));
          builder.loopBelow(
              task.rowTiles,
              i -> {
                Side row = side(left, task.firstRow, i);
                IndexExpr line = parts.once(product(i, columnTiles).plus(first));
                builder.loopBelow(
                    count,
                    j -> {
                      Side column = side(right, task.firstColumn, parts.once(first.plus(j)));
                      body.emit(place(parts.once(line.plus(j))), row, column);
                    });
              });
        });
  }

  /** A side of the tile of a number of a block. */
  final Side side(Images images, IndexExpr firstTile, IndexExpr number) {
    IndexExpr first = parts.once(firstTile.plus(number).times(images.side));
    return new Side(number, first, least(first, images.channels.plus(-images.side)));
  }

  /** Code that makes the sums of a tile for a lane greater. */
  @FunctionalInterface
  interface SumCode {
    List<Value> emit(IndexExpr lane, List<Value> sums);
  }

  /** Code that loads a vector of an operand. */
  @FunctionalInterface
  interface Factor {
    Value load();
  }

  /** Changes the sums of a tile. */
  final void update(IndexExpr place, SumCode body) {
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          List<Value> initial = new ArrayList<>();
          for (int r = 0; r < SIDES.area(); r++) {
            initial.add(builder.load(sums, place.plus((long) r * lanes).plus(lane), null));
          }
          List<Value> totals = body.emit(lane, initial);
          for (int r = 0; r < SIDES.area(); r++) {
            builder.store(sums, place.plus((long) r * lanes).plus(lane), totals.get(r), null);
          }
        });
  }

  /** Adds products. Factors of rows are held, each of a column is met by all of them. */
  final List<Value> multiplyAdd(List<Factor> rows, List<Factor> columns, List<Value> old) {
    List<Value> held = rows.stream().map(Factor::load).toList();
    Value[] next = new Value[old.size()];
    for (int c = 0; c < columns.size(); c++) {
      Value column = columns.get(c).load();
      for (int r = 0; r < held.size(); r++) {
        int at = r * columns.size() + c;
        next[at] = builder.fma(held.get(r), column, old.get(at));
      }
    }
    return List.of(next);
  }

  /** Adds up the lanes of a tile's sums and writes those that are no other tile's. */
  private void write(Task task, IndexExpr place, Side row, Side column) {
    IndexExpr start = product(task.group, area);
    each(
        row,
        left,
        r ->
            each(
                column,
                right,
                c -> {
                  IndexExpr from = place.plus(r.times(SIDES.columns()).plus(c).times(lanes));
                  IndexExpr line = product(parts.once(row.start.plus(r)), rowStep);
                  IndexExpr cell = product(parts.once(column.start.plus(c)), columnStep);
                  builder.store(
                      output,
                      start.plus(line).plus(cell),
                      new LaneSums(builder, lanes).total(sums, from),
                      null);
                }));
  }

  private void each(Side side, Images images, Consumer<IndexExpr> body) {
    IndexExpr others = parts.once(side.first.minus(side.start));
    builder.loopBelow(
        parts.once(others.times(-1).plus(images.side)),
        number -> body.accept(parts.once(others.plus(number))));
  }
}
