package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * The product of {@link LibraryPointwiseGradient} for images that are not small: a chunk is a part
 * of one image, whose positions are read where they are.
 */
final class DirectPointwiseGradient extends LibraryPointwiseGradientCode {
  /** Integers of the size of an element, negative for lanes that have one of a chunk's rest. */
  private final Buffer rest;

  private final LaneSums laneSums;

  DirectPointwiseGradient(ScalarType type, int lanes) {
    super(type, lanes);
    this.laneSums = new LaneSums(builder, lanes);
    this.rest = builder.local("rest", LaneSums.maskType(type), lanes);
  }

  @Override
  void add(Task task, Chunk chunk) {
    laneSums.keepMask(rest, 0, chunk.rest());
    Value hasRest =
        builder.compare(
            Predicate.SLT, builder.integer(ScalarType.I64, 0), builder.index(chunk.rest()));
    IndexExpr lefts = start(left, chunk);
    IndexExpr rights = start(right, chunk);
    IndexExpr nextLefts = next(left, lefts, chunk);
    IndexExpr nextRights = next(right, rights, chunk);
    tiles(
        task,
        (place, row, column) -> {
          prefetch(left, nextLefts, row, column.number());
          prefetch(right, nextRights, column, row.number());
          List<IndexExpr> rows = starts(left, lefts, row);
          List<IndexExpr> columns = starts(right, rights, column);
          update(place, (lane, sums) -> add(rows, columns, chunk, hasRest, lane, sums));
        });
  }

  /** Where a chunk of the first channel is. */
  private IndexExpr start(Images images, Chunk chunk) {
    return parts.once(product(chunk.image(), images.image()).plus(chunk.start()));
  }

  /** Where the next chunk is: behind a chunk, or the first one of the next image. */
  private IndexExpr next(Images images, IndexExpr start, Chunk of) {
    IndexExpr behind = parts.once(of.start().plus(chunk));
    Value exists = builder.compare(Predicate.SLT, builder.index(behind), builder.index(positions));
    IndexExpr toImage = images.image().minus(of.start());
    Value distance =
        builder.select(exists, builder.index(chunk), builder.index(parts.once(toImage)));
    return parts.once(start.plus(IndexExpr.variable(distance, 0, MOST)));
  }

  private List<IndexExpr> starts(Images images, IndexExpr first, Side side) {
    List<IndexExpr> starts = new ArrayList<>();
    starts.add(parts.once(product(side.start(), images.channel()).plus(first)));
    for (int i = 1; i < images.side(); i++) {
      starts.add(parts.once(starts.getLast().plus(images.channel())));
    }
    return starts;
  }

  /**
   * Every tile asks for a part of the next chunk: what all tiles of a row of tiles ask for together
   * is the rows' part of it, and what those of a column ask for is the columns' part.
   *
   * @param number of the tile among those that ask for the same channels
   */
  private void prefetch(Images images, IndexExpr first, Side side, IndexExpr number) {
    long width = PointwiseBlocks.line(type.byteSize());
    List<IndexExpr> starts =
        starts(images, parts.once(product(number, images.lines()).times(width).plus(first)), side);
    builder.loopBelow(
        images.lines(),
        line ->
            starts.forEach(
                start -> builder.prefetch(images.buffer(), start.plus(line.times(width)))));
  }

  private List<Value> add(
      List<IndexExpr> rows,
      List<IndexExpr> columns,
      Chunk chunk,
      Value hasRest,
      IndexExpr lane,
      List<Value> sums) {
    List<Value> totals =
        builder.loopBelow(
            chunk.steps(),
            sums,
            (step, carried) -> {
              IndexExpr at = step.times(lanes).plus(lane);
              return multiplyAdd(
                  factors(left, rows, at, null), factors(right, columns, at, null), carried);
            });
    return builder.branch(
        hasRest,
        () -> {
          Value inside = laneSums.mask(rest, 0, lane);
          IndexExpr at = parts.once(chunk.steps().times(lanes)).plus(lane);
          return multiplyAdd(
              factors(left, rows, at, inside), factors(right, columns, at, inside), totals);
        },
        () -> totals);
  }

  private List<Factor> factors(Images images, List<IndexExpr> starts, IndexExpr at, Value inside) {
    return starts.stream()
        .<Factor>map(start -> () -> builder.load(images.buffer(), start.plus(at), inside))
        .toList();
  }
}
