package org.hlorun.interpreter.movement;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.hlorun.interpreter.block.Comparison;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;

/**
 * {@code sort}: rows of N arrays, along one dimension, brought into the order of the comparator
 * together. Always stable, whether or not {@code is_stable} asks for it.
 */
final class Sort {
  private final ArrayLiteral[] operands;
  private final ArrayLiteral[] results;
  private final HloComputation comparator;
  private final Evaluation evaluation;
  private final int rowLength;
  private final long rowStride;
  private final long[] rowCounts;
  private final long[] strides;

  private Sort(HloInstruction instruction, Literal[] literals, Evaluation evaluation) {
    int count = literals.length;
    this.evaluation = evaluation;
    operands = new ArrayLiteral[count];
    results = new ArrayLiteral[count];
    for (int i = 0; i < count; i++) {
      operands[i] = literals[i].asArray();
      Shape shape =
          instruction.shape().isTuple()
              ? instruction.shape().asTuple().element(i)
              : instruction.shape();
      results[i] =
          RuntimeSizes.allocate(evaluation, instruction, shape.asArray(), operands[i].sizes()::get);
    }
    comparator = instruction.get(Attribute.TO_APPLY);
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    LongList sizes = operands[0].sizes();
    strides = Strides.rowMajor(operands[0].shape().dimensions());
    rowLength = Rows.length(instruction, sizes.get(dimension));
    rowStride = strides[dimension];
    rowCounts = sizes.with(dimension, 1).toArray();
  }

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Sort sort = new Sort(instruction, operands, evaluation);
    if (sort.rowLength > 0) {
      sort.run();
    }
    return instruction.shape().isTuple() ? TupleLiteral.of(sort.results) : sort.results[0];
  }

  private void run() {
    Optional<Comparison> comparison =
        Comparison.of(comparator)
            .filter(Comparison::isStrictOrder)
            .filter(found -> found.pair() < operands.length);
    long rows = Strides.count(rowCounts);
    evaluation.parallel(
        rows,
        Math.max(1, 1024 / rowLength),
        (start, end) -> {
          RowOrder order =
              comparison.isPresent()
                  ? keyOrder(comparison.get())
                  : new CalledOrder(evaluation.scalarFunction(comparator));
          IndexWalk walk = new IndexWalk(rowCounts, strides);
          walk.seek(start);
          for (long row = start; row < end; row++) {
            order.begin(walk.offset(0));
            permute(walk.offset(0), MergeSort.sort(rowLength, order, evaluation::poll));
            walk.next();
          }
        });
  }

  private void permute(long base, int[] order) {
    for (int k = 0; k < operands.length; k++) {
      MemorySegment source = operands[k].segment();
      MemorySegment target = results[k].segment();
      long bytes = operands[k].elementType().byteSize();
      for (int i = 0; i < rowLength; i++) {
        long from = (base + order[i] * rowStride) * bytes;
        MemorySegment.copy(source, from, target, (base + i * rowStride) * bytes, bytes);
      }
    }
  }

  /** The order of a row's elements. */
  private interface RowOrder extends MergeSort.Order {
    /** Goes to the row whose first element lies at {@code base}. */
    void begin(long base);
  }

  private RowOrder keyOrder(Comparison comparison) {
    ArrayLiteral operand = operands[comparison.pair()];
    Comparison.Keys keys = comparison.newKeys(operand.elementType(), rowLength);
    return new RowOrder() {
      @Override
      public void begin(long base) {
        keys.read(operand, base, rowStride, rowLength);
      }

      @Override
      public boolean isBefore(int a, int b) {
        return keys.holds(a, b);
      }
    };
  }

  /** The order of any comparator. */
  private final class CalledOrder implements RowOrder {
    private final ScalarFunction.Frame frame;
    private long base;

    CalledOrder(ScalarFunction function) {
      frame = function.newFrame();
    }

    @Override
    public void begin(long newBase) {
      base = newBase;
    }

    @Override
    public boolean isBefore(int a, int b) {
      for (int k = 0; k < operands.length; k++) {
        frame.setArgument(2 * k, operands[k], base + a * rowStride);
        frame.setArgument(2 * k + 1, operands[k], base + b * rowStride);
      }
      frame.run();
      return frame.booleanResult();
    }
  }
}
