package org.hlorun.interpreter.movement;

import java.lang.foreign.MemorySegment;
import org.hlorun.interpreter.block.Comparison;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.TupleShape;

/**
 * {@code topk}: the k largest (or smallest) elements of every row along the last dimension, best
 * first, with their indices. Floats are in total order; of equal elements the first is taken.
 */
final class TopK {
  private TopK() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    if (operand.elementType().isComplex()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "topk %s: complex numbers have no order".formatted(instruction.name()),
          "take topk of real numbers, such as the absolute values");
    }
    TupleShape shape = instruction.shape().asTuple();
    ArrayLiteral values =
        RuntimeSizes.allocate(
            evaluation, instruction, shape.element(0).asArray(), operand.sizes()::get);
    ArrayLiteral indices =
        RuntimeSizes.allocate(
            evaluation, instruction, shape.element(1).asArray(), operand.sizes()::get);
    int last = operand.shape().rank() - 1;
    int length = Rows.length(instruction, operand.sizes().get(last));
    int count = (int) Math.min(length, values.sizes().get(last));
    Comparison comparison =
        new Comparison(
            0,
            instruction.get(Attribute.LARGEST) ? ComparisonDirection.GT : ComparisonDirection.LT,
            true);
    long[] rows = operand.sizes().with(last, 1).toArray();
    evaluation.parallel(
        Strides.count(rows),
        Math.max(1, 1024 / Math.max(1, length)),
        (start, end) -> {
          Comparison.Keys keys = comparison.newKeys(operand.elementType(), length);
          IndexWalk walk =
              new IndexWalk(
                  rows,
                  Strides.rowMajor(operand.shape().dimensions()),
                  Strides.rowMajor(values.shape().dimensions()));
          walk.seek(start);
          for (long row = start; row < end; row++) {
            keys.read(operand, walk.offset(0), 1, length);
            int[] order = MergeSort.sort(length, keys::holds, evaluation::poll);
            store(operand, walk.offset(0), order, values, indices, walk.offset(1), count);
            walk.next();
          }
        });
    return TupleLiteral.of(values, indices);
  }

  private static void store(
      ArrayLiteral operand,
      long from,
      int[] order,
      ArrayLiteral values,
      ArrayLiteral indices,
      long to,
      int count) {
    long bytes = operand.elementType().byteSize();
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(
          operand.segment(), (from + order[i]) * bytes, values.segment(), (to + i) * bytes, bytes);
      indices.setLong(to + i, order[i]);
    }
  }
}
