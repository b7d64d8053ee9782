package org.hlorun.kernelir.lower.convolution;

import java.util.List;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * The product of {@link LibraryPointwiseGradient} for small images: what a chunk has of each
 * channel is copied to one piece, with zeros behind it that fill a vector.
 */
final class PackedPointwiseGradient extends LibraryPointwiseGradientCode {
  /** Bytes from a channel to the next: an odd number of pairs of lines, so that they share sets. */
  private static final long STEP_BYTES = PointwiseBlocks.PACKED_BYTES + 64;

  private final long step;
  private final Buffer rows;
  private final Buffer columns;

  PackedPointwiseGradient(ScalarType type, int lanes) {
    super(type, lanes);
    this.step = STEP_BYTES / type.byteSize();
    this.rows = builder.local("rows", type, PointwiseBlocks.MOST_ROWS * step);
    this.columns = builder.local("columns", type, PointwiseBlocks.MOST_COLUMNS * step);
  }

  @Override
  void add(Task task, Chunk chunk) {
    pack(left, rows, task.firstRow(), task.rowTiles(), chunk);
    pack(right, columns, task.firstColumn(), task.columnTiles(), chunk);
    IndexExpr vectors =
        parts.once(product(chunk.count(), chunkImages).plus(lanes - 1L).dividedBy(lanes));
    tiles(
        task,
        (place, row, column) ->
            update(
                place,
                (lane, sums) ->
                    builder.loopBelow(
                        vectors,
                        sums,
                        (number, carried) -> {
                          IndexExpr at = number.times(lanes).plus(lane);
                          return multiplyAdd(
                              factors(rows, left, row, at),
                              factors(columns, right, column, at),
                              carried);
                        })));
  }

  private List<Factor> factors(Buffer copy, Images images, Side side, IndexExpr at) {
    return IntStream.range(0, images.side())
        .<Factor>mapToObj(
            i -> {
              IndexExpr start = side.number().times(images.side()).plus(i).times(step);
              return () -> builder.load(copy, start.plus(at), null);
            })
        .toList();
  }

  /** Copies the channels of tiles. */
  private void pack(Images images, Buffer copy, IndexExpr firstTile, IndexExpr tiles, Chunk chunk) {
    IndexExpr size = product(chunkImages, chunk.count());
    builder.loopBelow(
        tiles,
        tile -> {
          IndexExpr first = side(images, firstTile, tile).start();
          builder.loopBelow(
              IndexExpr.constant(images.side()),
              number -> {
                IndexExpr channel = product(parts.once(first.plus(number)), images.channel());
                IndexExpr to = parts.once(tile.times(images.side()).plus(number).times(step));
                builder.loopBelow(
                    chunkImages,
                    n -> {
                      IndexExpr image = product(parts.once(chunk.image().plus(n)), images.image());
                      IndexExpr from = parts.once(channel.plus(image).plus(chunk.start()));
                      IndexExpr place = parts.once(to.plus(product(n, chunk.count())));
                      copy(images, copy, from, place, chunk);
                    });
                IndexExpr end = parts.once(to.plus(size));
                builder.loop(
                    lanes,
                    LoopSchedule.vector(lanes, 1),
                    lane -> builder.store(copy, end.plus(lane), builder.real(type, 0), null));
              });
        });
  }

  /** Copies positions of an image; the last vector is written as a whole, with zeros at its end. */
  private void copy(Images images, Buffer copy, IndexExpr from, IndexExpr to, Chunk chunk) {
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          builder.loopBelow(
              chunk.steps(),
              number -> {
                IndexExpr at = number.times(lanes).plus(lane);
                Value value = builder.load(images.buffer(), from.plus(at), null);
                builder.store(copy, to.plus(at), value, null);
              });
          Value inside =
              builder.compare(Predicate.SLT, builder.index(lane), builder.index(chunk.rest()));
          IndexExpr at = parts.once(chunk.steps().times(lanes)).plus(lane);
          Value value = builder.load(images.buffer(), from.plus(at), inside);
          builder.store(copy, to.plus(at), value, null);
        });
  }
}
