package org.hlorun.interpreter.movement;

import java.util.Arrays;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;

/**
 * {@code scatter}: the operands with windows of updates applied where the index vectors say, one
 * after the other in row-major order. A window that is not wholly inside the operand is skipped.
 */
final class Scatter {
  private final ArrayLiteral[] results;
  private final ArrayLiteral[] updates;
  private final IndexVectors vectors;
  private final long[] operandStrides;

  /** Sizes of an update's window per operand dimension. */
  private final long[] windowExtents;

  private final WindowBox window;

  private Scatter(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    int count = operands.length / 2;
    results = new ArrayLiteral[count];
    updates = new ArrayLiteral[count];
    for (int i = 0; i < count; i++) {
      results[i] = copy(instruction, i, operands[i].asArray(), evaluation);
      updates[i] = operands[count + 1 + i].asArray();
    }
    vectors =
        new IndexVectors(
            operands[count].asArray(),
            instruction.get(Attribute.INDEX_VECTOR_DIM),
            instruction.get(Attribute.SCATTER_DIMS_TO_OPERAND_DIMS),
            instruction.get(Attribute.SCATTER_INDICES_BATCHING_DIMS),
            instruction.get(Attribute.INPUT_BATCHING_DIMS));
    LongList updateWindowDims = instruction.get(Attribute.UPDATE_WINDOW_DIMS);
    int rank = results[0].shape().rank();
    int[] windowDims =
        Gather.remaining(
            rank,
            instruction.get(Attribute.INSERTED_WINDOW_DIMS),
            instruction.get(Attribute.INPUT_BATCHING_DIMS));
    operandStrides = Strides.rowMajor(results[0].shape().dimensions());
    long[] updateStrides = Strides.rowMajor(updates[0].shape().dimensions());
    int[] updateDims = updateWindowDims.toIntArray();
    window =
        new WindowBox(
            Strides.select(updates[0].sizes().toArray(), updateDims),
            Strides.select(operandStrides, windowDims),
            Strides.select(updateStrides, updateDims));
    windowExtents = new long[rank];
    Arrays.fill(windowExtents, 1);
    for (int i = 0; i < windowDims.length; i++) {
      windowExtents[windowDims[i]] = window.size(i);
    }
    int[] batchDims = Gather.remaining(updateStrides.length, updateWindowDims);
    vectors.setBatchViews(operandStrides, Strides.select(updateStrides, batchDims));
  }

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Scatter scatter = new Scatter(instruction, operands, evaluation);
    if (!scatter.window.isEmpty()) {
      scatter.run(instruction.get(Attribute.TO_APPLY), evaluation);
    }
    return instruction.shape().isTuple() ? TupleLiteral.of(scatter.results) : scatter.results[0];
  }

  private static ArrayLiteral copy(
      HloInstruction instruction, int index, ArrayLiteral operand, Evaluation evaluation) {
    Shape shape =
        instruction.shape().isTuple()
            ? instruction.shape().asTuple().element(index)
            : instruction.shape();
    ArrayLiteral result =
        RuntimeSizes.allocate(evaluation, instruction, shape.asArray(), operand.sizes()::get);
    result.segment().copyFrom(operand.segment());
    return result;
  }

  private void run(HloComputation computation, Evaluation evaluation) {
    WindowUpdate update = WindowUpdate.of(computation, results, updates, window, evaluation);
    IndexWalk walk = vectors.walk();
    for (long i = 0; i < vectors.count(); i++) {
      long offset = startOffset(walk);
      if (offset >= 0) {
        update.apply(walk.offset(IndexVectors.OPERAND) + offset, walk.offset(IndexVectors.BATCH));
      }
      walk.next();
      if (i % 1024 == 0) {
        evaluation.poll();
      }
    }
  }

  /** The offset of the window's start, or -1 if some of the window lies outside. */
  private long startOffset(IndexWalk walk) {
    long offset = 0;
    for (int k = 0; k < vectors.length(); k++) {
      int d = vectors.operandDimension(k);
      long start = vectors.component(walk, k);
      if (start < 0 || start > results[0].sizes().get(d) - windowExtents[d]) {
        return -1;
      }
      offset += start * operandStrides[d];
    }
    return offset;
  }
}
