package org.hlorun.interpreter.movement;

import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * {@code dynamic-slice} and {@code dynamic-update-slice}: starts are clamped so that the window
 * lies inside the operand.
 */
final class DynamicSlices {
  private DynamicSlices() {}

  static Literal slice(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    LongList sizes = operand.sizes();
    ArrayLiteral result =
        RuntimeSizes.allocate(
            evaluation,
            instruction,
            d -> Math.min(sizes.get(d), instruction.shape().asArray().dimension(d)));
    long[] strides = Strides.rowMajor(operand.shape().dimensions());
    long offset = offset(operands, 1, sizes, result.sizes(), strides);
    StridedCopy.of(
            operand.elementType().byteSize(),
            result.sizes().toArray(),
            strides,
            Strides.rowMajor(result.shape().dimensions()))
        .run(evaluation, operand.segment(), offset, result.segment(), 0);
    return result;
  }

  static Literal update(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    ArrayLiteral update = operands[1].asArray();
    ArrayLiteral result = RuntimeSizes.allocate(evaluation, instruction, operand.sizes()::get);
    int elementBytes = operand.elementType().byteSize();
    long[] dense = {operand.elementCount()};
    StridedCopy.of(elementBytes, dense, new long[] {1}, new long[] {1})
        .run(evaluation, operand.segment(), 0, result.segment(), 0);
    long[] strides = Strides.rowMajor(operand.shape().dimensions());
    long offset = offset(operands, 2, operand.sizes(), update.sizes(), strides);
    StridedCopy.of(
            elementBytes,
            update.sizes().toArray(),
            Strides.rowMajor(update.shape().dimensions()),
            strides)
        .run(evaluation, update.segment(), 0, result.segment(), offset);
    return result;
  }

  private static long offset(
      Literal[] operands, int first, LongList sizes, LongList windowSizes, long[] strides) {
    long offset = 0;
    for (int d = 0; d < strides.length; d++) {
      long start = StartIndices.ofDimension(operands, first, d);
      offset += StartIndices.clamp(start, sizes.get(d), windowSizes.get(d)) * strides[d];
    }
    return offset;
  }
}
