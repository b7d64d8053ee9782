package org.hlorun.interpreter.contraction;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * Computes a {@link Contraction} block by block: the operands' blocks are decoded once into packed
 * arrays and multiplied there. Blocks of the result are independent and run in parallel; each sums
 * its terms in one fixed order.
 *
 * <p>Blocks of 128 x 256 results and a depth of 256 take 1 MiB of {@code double}s, which stays in a
 * core's second-level cache.
 */
final class ContractionEngine {
  private static final int MAX_ROWS = 128;
  private static final int MAX_COLUMNS = 256;
  private static final int MAX_DEPTH = 256;

  /** Below this many columns the innermost loop is too short to be fast. */
  private static final int SHORT_ROW = 32;

  /** Multiply-adds worth handing to another thread. */
  private static final long PARALLEL_WORK = 1 << 18;

  private final Contraction contraction;
  private final ArrayLiteral left;
  private final ArrayLiteral right;
  private final ArrayLiteral result;
  private final boolean saturating;
  private final Evaluation evaluation;
  private final Tile.Capacity capacity;
  private final Queue<Worker> idleWorkers = new ConcurrentLinkedQueue<>();

  private ContractionEngine(
      Contraction contraction,
      ArrayLiteral left,
      ArrayLiteral right,
      ArrayLiteral result,
      boolean saturating,
      Evaluation evaluation) {
    this.contraction = contraction;
    this.left = left;
    this.right = right;
    this.result = result;
    this.saturating = saturating;
    this.evaluation = evaluation;
    this.capacity =
        new Tile.Capacity(
            (int) Math.min(MAX_ROWS, contraction.rows()),
            (int) Math.min(MAX_COLUMNS, contraction.columns()),
            (int) Math.min(MAX_DEPTH, contraction.terms()));
  }

  /**
   * Fills a zeroed result. The operands are of types whose values convert to the result's type
   * without rounding.
   *
   * @param saturating whether integer sums beyond the type's range become its bounds instead of
   *     wrapping
   */
  static void run(
      Contraction contraction,
      ArrayLiteral left,
      ArrayLiteral right,
      ArrayLiteral result,
      boolean saturating,
      Evaluation evaluation) {
    if (contraction.isEmpty()) {
      return;
    }
    ElementType type = result.elementType();
    if (evaluation.rounding() == Rounding.EACH_STEP && (type.isFloat() || type.isComplex())) {
      new SteppedContraction(contraction, left, right, result, evaluation).run();
      return;
    }
    boolean swap = contraction.columns() < SHORT_ROW && contraction.rows() > contraction.columns();
    ContractionEngine engine =
        swap
            ? new ContractionEngine(
                contraction.transposed(), right, left, result, saturating, evaluation)
            : new ContractionEngine(contraction, left, right, result, saturating, evaluation);
    engine.run();
  }

  private void run() {
    long rowBlocks = Math.ceilDiv(contraction.rows(), capacity.rows());
    long columnBlocks = Math.ceilDiv(contraction.columns(), capacity.columns());
    long blocks = contraction.groups() * columnBlocks * rowBlocks;
    double work = (double) capacity.rows() * capacity.columns() * contraction.terms();
    long grain = Math.max(1, (long) (PARALLEL_WORK / work));
    evaluation.parallel(
        blocks,
        grain,
        (start, end) -> {
          Worker idle = idleWorkers.poll();
          Worker worker = idle == null ? new Worker() : idle;
          for (long block = start; block < end; block++) {
            long rowBlock = block % rowBlocks;
            long columnBlock = block / rowBlocks % columnBlocks;
            worker.compute(
                block / rowBlocks / columnBlocks,
                rowBlock * capacity.rows(),
                columnBlock * capacity.columns());
          }
          idleWorkers.add(worker);
        });
  }

  /** The scratch memory of one thread. */
  private final class Worker {
    private final Tile tile = Tile.of(result.elementType(), saturating, capacity);
    private final OffsetBlock leftRows = new OffsetBlock(capacity.rows());
    private final OffsetBlock leftDepth = new OffsetBlock(capacity.depth());
    private final OffsetBlock rightDepth = new OffsetBlock(capacity.depth());
    private final OffsetBlock rightColumns = new OffsetBlock(capacity.columns());
    private final OffsetBlock resultRows = new OffsetBlock(capacity.rows());
    private final OffsetBlock resultColumns = new OffsetBlock(capacity.columns());

    /** Computes the block of the result that starts at a row and column of a group. */
    void compute(long group, long row, long column) {
      int rows = (int) Math.min(capacity.rows(), contraction.rows() - row);
      int columns = (int) Math.min(capacity.columns(), contraction.columns() - column);
      tile.clear(rows, columns);
      int depth = 0;
      for (long segment = 0; segment < contraction.segments(); segment++) {
        leftRows.fill(contraction.left().rows(), group, segment, row, rows);
        rightColumns.fill(contraction.right().columns(), group, segment, column, columns);
        long position = 0;
        while (position < contraction.depth()) {
          int count = (int) Math.min(capacity.depth() - depth, contraction.depth() - position);
          if (read(group, segment, position, count, depth)) {
            depth += count;
          }
          position += count;
          if (depth == capacity.depth()) {
            multiplyAdd(depth);
            depth = 0;
          }
        }
      }
      multiplyAdd(depth);
      resultRows.fill(contraction.result().rows(), group, 0, row, rows);
      resultColumns.fill(contraction.result().columns(), group, 0, column, columns);
      tile.write(result, resultRows, resultColumns);
    }

    /** Reads some depth positions, unless both operands have only holes there. */
    private boolean read(long group, long segment, long position, int count, int at) {
      leftDepth.fill(contraction.left().columns(), group, segment, position, count);
      rightDepth.fill(contraction.right().rows(), group, segment, position, count);
      if (leftDepth.onlyHoles() && rightDepth.onlyHoles()) {
        evaluation.poll();
        return false;
      }
      tile.readLeft(left, leftRows, leftDepth, at);
      tile.readRight(right, rightDepth, rightColumns, at);
      return true;
    }

    private void multiplyAdd(int depth) {
      evaluation.poll();
      tile.multiplyAdd(depth);
    }
  }
}
