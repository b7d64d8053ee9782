package org.hlorun.kernelir.schedule;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Transposes of arrays that are larger than the caches: one cache line of each of some rows is read
 * at a time, transposed in registers, and written as lines past the caches, while lines of the same
 * rows further on are asked for.
 *
 * <pre>
 * for i, j: to[i][j] = f(from[j][i])
 *   => for J, I: ask for from[j][I + 2 lines] for j in J
 *                for i in line I: to[i][j] = f(from[j][i]) for all j in J
 * </pre>
 *
 * <p>Where a vector is a line, more rows are taken side by side, and blocks of rows and columns are
 * finished one after the other: of the arrays' pages, no more are written in turns than the tables
 * of addresses and the open rows of the memory hold.
 */
final class StreamedTranspose {
  /** Rows that are read side by side. */
  private static final long ROWS = 32;

  /** The same where a vector is a line, if there are as many. */
  private static final long WIDE_ROWS = 64;

  /** The most groups of rows of a block. */
  private static final long BLOCK_GROUPS = 8;

  /** The most lines of a row of a block. */
  private static final long BLOCK_LINES = 16;

  private static final long LINE_BYTES = 64;

  /** How far ahead lines are asked for. */
  private static final long LINES_AHEAD = 2;

  private final Operation.Loop outer;
  private final Operation.Loop inner;
  private final int width;
  private final long line;

  /** Rows that are read side by side. */
  private final long rows;

  /** Groups of rows of a block. */
  private final long groups;

  /** Lines of a row of a block. */
  private final long lines;

  private final Value rowBlock = new Value(ScalarType.I64);
  private final Value lineBlock = new Value(ScalarType.I64);
  private final Value rowGroup = new Value(ScalarType.I64);
  private final Value lineNumber = new Value(ScalarType.I64);

  /** Which of the parts of a group of rows that are as many as a line has elements. */
  private final Value part = new Value(ScalarType.I64);

  private StreamedTranspose(Operation.Loop outer, Operation.Loop inner, int width, long line) {
    this.outer = outer;
    this.inner = inner;
    this.width = width;
    this.line = line;
    boolean isWide = width == line;
    this.rows = isWide && inner.count() % WIDE_ROWS == 0 ? WIDE_ROWS : ROWS;
    long allLines = outer.count() / line;
    this.groups = isWide ? divisor(inner.count() / rows, BLOCK_GROUPS) : 1;
    this.lines = isWide ? divisor(allLines, BLOCK_LINES) : allLines;
  }

  /** The largest divisor of a number up to a limit; the number if none is half the limit. */
  private static long divisor(long number, long limit) {
    for (long divisor = limit; divisor >= limit / 2; divisor--) {
      if (number % divisor == 0) {
        return divisor;
      }
    }
    return number;
  }

  /**
   * The nest of two loops in this form; null where it does not help.
   *
   * @param across the loads of the inner loop's body that walk neighbours with the outer loop
   */
  static Operation.Loop of(
      Operation.Loop outer, Operation.Loop inner, List<Operation.Load> across, int width) {
    long bytes = 0;
    for (Operation operation : inner.body().operations()) {
      if (operation instanceof Operation.Store store && isLine(store, outer, inner)) {
        bytes = Math.max(bytes, store.buffer().type().byteSize());
      } else if (operation instanceof Operation.Load load && across.contains(load)) {
        bytes = Math.max(bytes, load.buffer().type().byteSize());
      } else if (!(operation instanceof Operation.Pure)) { // which is computed lane by lane
        return null;
      }
    }
    long line = bytes == 0 ? 0 : LINE_BYTES / bytes;
    boolean fits =
        line >= width
            && line % width == 0
            && ROWS % line == 0
            && outer.count() % line == 0
            && inner.count() % ROWS == 0;
    return fits ? new StreamedTranspose(outer, inner, width, line).nest() : null;
  }

  /** Whether a store writes neighbours with the inner loop, to an array larger than the caches. */
  private static boolean isLine(Operation.Store store, Operation.Loop outer, Operation.Loop inner) {
    IndexExpr index = store.index();
    return store.mask() == null
        && store.buffer().isStreamed()
        && index.factorOf(inner.variable()) == 1
        && index.factorOf(outer.variable()) >= ROWS
        && !index.hasNested(inner.variable())
        && !index.hasNested(outer.variable());
  }

  private Operation.Loop nest() {
    List<Operation> body = new ArrayList<>(asked());
    body.add(lines());
    Operation.Loop parts = loop(part, rows / line, body);
    Operation.Loop along = loop(lineNumber, lines, List.of(parts));
    Operation.Loop down = loop(rowGroup, groups, List.of(along));
    Operation.Loop blocks = loop(lineBlock, outer.count() / line / lines, List.of(down));
    return loop(rowBlock, inner.count() / rows / groups, List.of(blocks));
  }

  private IndexExpr row(long inside) {
    return nested(rowBlock, inner.count() / rows / groups, rowGroup, groups)
        .times(rows)
        .plus(IndexExpr.variable(part, 0, rows / line - 1).times(line))
        .plus(inside);
  }

  private IndexExpr column(IndexExpr inside) {
    return nested(lineBlock, outer.count() / line / lines, lineNumber, lines)
        .times(line)
        .plus(inside);
  }

  /** The number of an iteration of two loops that were one. */
  private static IndexExpr nested(Value outer, long outerCount, Value inner, long innerCount) {
    return IndexExpr.variable(outer, 0, outerCount - 1)
        .times(innerCount)
        .plus(IndexExpr.variable(inner, 0, innerCount - 1));
  }

  /** A copy of the body for one element. */
  private List<Operation> body(IndexExpr column, IndexExpr row) {
    BlockCopier copier = new BlockCopier();
    copier.replace(outer.variable(), column);
    copier.replace(inner.variable(), row);
    return inner.body().operations().stream().map(copier::copy).toList();
  }

  private List<Operation> asked() {
    List<Operation> asked = new ArrayList<>();
    for (long row = 0; row < line; row++) {
      for (Operation operation : body(column(IndexExpr.constant(0)), row(row))) {
        if (operation instanceof Operation.Load load) {
          asked.add(new Operation.Prefetch(load.buffer(), load.index().plus(LINES_AHEAD * line)));
        }
      }
    }
    return asked;
  }

  /** As many rows as fill a line of the result; a square of as many as a vector has lanes each. */
  private Operation.Loop lines() {
    Value lane = new Value(ScalarType.I64);
    IndexExpr column = column(IndexExpr.variable(lane, 0, line - 1));
    List<Operation> body = new ArrayList<>();
    for (long square = 0; square < line; square += width) {
      List<Operation> stores = new ArrayList<>();
      for (long row = square; row < square + width; row++) {
        for (Operation operation : body(column, row(row))) {
          (operation instanceof Operation.Store ? stores : body).add(operation);
        }
      }
      body.addAll(inOrder(stores));
    }
    Operation.Loop vectors = loop(lane, line, body);
    return vectors.with(LoopSchedule.vector(width, 1), vectors.body());
  }

  /** Stores to one array after the other, as they are transposed together. */
  private List<Operation> inOrder(List<Operation> stores) {
    List<Operation> ordered = new ArrayList<>();
    int arrays = stores.size() / width;
    for (int array = 0; array < arrays; array++) {
      for (int row = 0; row < width; row++) {
        ordered.add(stores.get(row * arrays + array));
      }
    }
    return ordered;
  }

  private static Operation.Loop loop(Value variable, long count, List<Operation> body) {
    Block block = new Block(body, List.of());
    return new Operation.Loop(variable, count, LoopSchedule.SERIAL, List.of(), block, null);
  }
}
