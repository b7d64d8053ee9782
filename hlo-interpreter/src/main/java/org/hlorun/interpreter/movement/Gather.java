package org.hlorun.interpreter.movement;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * {@code gather}: for every index vector the slice of the operand that starts there, the start
 * clamped so that the slice lies inside the operand.
 */
final class Gather {
  private final ArrayLiteral operand;
  private final ArrayLiteral indices;
  private final ArrayLiteral result;
  private final LongList sliceSizes;
  private final IndexVectors vectors;
  private final long[] operandStrides;
  private final long[] resultStrides;
  private final int[] offsetDims;
  private final int[] windowDims;

  private Gather(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    operand = operands[0].asArray();
    indices = operands[1].asArray();
    sliceSizes = instruction.get(Attribute.SLICE_SIZES);
    vectors =
        new IndexVectors(
            indices,
            instruction.get(Attribute.INDEX_VECTOR_DIM),
            instruction.get(Attribute.START_INDEX_MAP),
            instruction.get(Attribute.START_INDICES_BATCHING_DIMS),
            instruction.get(Attribute.OPERAND_BATCHING_DIMS));
    offsetDims = instruction.get(Attribute.OFFSET_DIMS).toIntArray();
    windowDims =
        remaining(
            operand.shape().rank(),
            instruction.get(Attribute.COLLAPSED_SLICE_DIMS),
            instruction.get(Attribute.OPERAND_BATCHING_DIMS));
    int[] batchDims =
        remaining(instruction.shape().asArray().rank(), instruction.get(Attribute.OFFSET_DIMS));
    result = RuntimeSizes.allocate(evaluation, instruction, d -> realExtent(d, batchDims));
    operandStrides = Strides.rowMajor(operand.shape().dimensions());
    resultStrides = Strides.rowMajor(result.shape().dimensions());
    vectors.setBatchViews(operandStrides, Strides.select(resultStrides, batchDims));
  }

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Gather gather = new Gather(instruction, operands, evaluation);
    gather.run(evaluation);
    return gather.result;
  }

  /** The dimensions below {@code rank} that are in none of the lists, ascending. */
  static int[] remaining(int rank, LongList... excluded) {
    List<Integer> dimensions = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      boolean free = true;
      for (LongList list : excluded) {
        free &= !list.contains(d);
      }
      if (free) {
        dimensions.add(d);
      }
    }
    return dimensions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A whole dynamic operand dimension keeps its real extent, as do those of the indices. */
  private long realExtent(int resultDim, int[] batchDims) {
    for (int i = 0; i < offsetDims.length; i++) {
      if (offsetDims[i] == resultDim) {
        int d = windowDims[i];
        return Math.min(sliceSizes.get(d), operand.sizes().get(d));
      }
    }
    int batch = 0;
    while (batchDims[batch] != resultDim) {
      batch++;
    }
    return vectors.batchSizes()[batch];
  }

  private void run(Evaluation evaluation) {
    if (operand.elementCount() == 0 || result.elementCount() == 0) {
      return;
    }
    StridedCopy slice =
        StridedCopy.of(
            operand.elementType().byteSize(),
            Strides.select(result.sizes().toArray(), offsetDims),
            Strides.select(operandStrides, windowDims),
            Strides.select(resultStrides, offsetDims));
    long sliceElements = Math.max(1, Strides.count(sliceSizes.toArray()));
    evaluation.parallel(
        vectors.count(),
        Math.max(1, 8192 / sliceElements),
        (start, end) -> {
          IndexWalk walk = vectors.walk();
          walk.seek(start);
          for (long i = start; i < end; i++) {
            long from = walk.offset(IndexVectors.OPERAND) + startOffset(walk);
            slice.run(operand.segment(), from, result.segment(), walk.offset(IndexVectors.BATCH));
            walk.next();
          }
        });
  }

  private long startOffset(IndexWalk walk) {
    long offset = 0;
    for (int k = 0; k < vectors.length(); k++) {
      int d = vectors.operandDimension(k);
      long windowSize = Math.max(1, sliceSizes.get(d));
      long start =
          StartIndices.clamp(vectors.component(walk, k), operand.sizes().get(d), windowSize);
      offset += start * operandStrides[d];
    }
    return offset;
  }
}
