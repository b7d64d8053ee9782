package org.hlorun.kernelir.schedule;

import java.util.List;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Cuts the two innermost loops of a nest into tiles where an array is read across its rows: then
 * the cache lines of a tile's rows are read once, and are still there when the next elements of
 * them are needed.
 *
 * <pre>
 * for i, j: to[i][j] = from[j][i]
 *   => for I, J: for i in tile I, j in tile J: to[i][j] = from[j][i]
 * </pre>
 */
final class TransposeTiling {
  /** So many elements of each row that is read across: a few cache lines. */
  private static final long MAX_ROWS = 64;

  /**
   * So many rows are read across: if they are a power of two apart their lines compete for few
   * places in the caches. What is written is a cache line of f32.
   */
  private static final long MAX_COLUMNS = 16;

  /**
   * Elements between those read one after the other, from which on each is in a line of its own.
   */
  private static final long MIN_STRIDE = 16;

  private TransposeTiling() {}

  /** A nest with its innermost loops in tiles; the nest itself where that does not help. */
  static Operation.Loop tile(Operation.Loop loop) {
    if (loop.body().operations().size() != 1
        || !(loop.body().operations().getFirst() instanceof Operation.Loop inner)
        || !inner.carries().isEmpty()) {
      return loop;
    }
    if (inner.body().operations().stream().anyMatch(Operation.Loop.class::isInstance)) {
      return with(loop, tile(inner));
    }
    long rows = tileSize(loop.count(), MAX_ROWS);
    long columns = tileSize(inner.count(), MAX_COLUMNS);
    return rows > 0 && columns > 0 && readsAcross(loop.variable(), inner)
        ? tiled(loop, inner, rows, columns)
        : loop;
  }

  /** The largest multiple of 8 up to a limit that divides the count; 0 if none does. */
  private static long tileSize(long count, long limit) {
    for (long size = limit; size >= 8; size -= 8) {
      if (count % size == 0 && count > size) {
        return size;
      }
    }
    return 0;
  }

  /** Whether neighbours along the outer loop, but not along the inner, are neighbours in memory. */
  private static boolean readsAcross(Value outer, Operation.Loop inner) {
    return inner.body().operations().stream()
        .anyMatch(
            operation ->
                operation instanceof Operation.Load load
                    && Math.abs(load.index().factorOf(outer)) == 1
                    && Math.abs(load.index().factorOf(inner.variable())) >= MIN_STRIDE);
  }

  private static Operation.Loop tiled(
      Operation.Loop outer, Operation.Loop inner, long rows, long columns) {
    Value rowTile = new Value(ScalarType.I64);
    Value columnTile = new Value(ScalarType.I64);
    Value row = new Value(ScalarType.I64);
    Value column = new Value(ScalarType.I64);
    long rowTiles = outer.count() / rows;
    long columnTiles = inner.count() / columns;
    BlockCopier copier = new BlockCopier();
    copier.replace(outer.variable(), position(rowTile, rowTiles, row, rows));
    copier.replace(inner.variable(), position(columnTile, columnTiles, column, columns));
    Operation.Loop innermost = loop(column, columns, copier.copy(inner.body()));
    return nest(rowTile, rowTiles, nest(columnTile, columnTiles, nest(row, rows, innermost)));
  }

  private static IndexExpr position(Value tile, long tiles, Value inside, long size) {
    return IndexExpr.variable(tile, 0, tiles - 1)
        .times(size)
        .plus(IndexExpr.variable(inside, 0, size - 1));
  }

  private static Operation.Loop nest(Value variable, long count, Operation.Loop inner) {
    return loop(variable, count, new Block(List.of(inner), List.of()));
  }

  private static Operation.Loop loop(Value variable, long count, Block body) {
    return new Operation.Loop(variable, count, LoopSchedule.SERIAL, List.of(), body, null);
  }

  private static Operation.Loop with(Operation.Loop loop, Operation.Loop inner) {
    return new Operation.Loop(
        loop.variable(),
        loop.count(),
        loop.schedule(),
        List.of(),
        new Block(List.of(inner), List.of()),
        null);
  }
}
