package org.hlorun.interpreter.movement;

import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * The index vectors of {@code gather} and {@code scatter}: they lie along one dimension of the
 * indices (behind the last dimension, each is a single component), the other dimensions are batch
 * dimensions.
 */
final class IndexVectors {
  /** The view of {@link #walk()} that addresses the first component in the indices. */
  private static final int INDICES = 0;

  /** The view that addresses the operand by its batching dimensions. */
  static final int OPERAND = 1;

  /** The view that addresses the gather's result or the scatter's updates. */
  static final int BATCH = 2;

  private final ArrayLiteral indices;
  private final LongList operandDimensions;
  private final LongList indicesBatchingDims;
  private final LongList operandBatchingDims;
  private final int[] batchDims;
  private final long[] indicesStrides;
  private final long componentStride;
  private long[] operandView;
  private long[] batchView;

  /**
   * The index vectors of an instruction.
   *
   * @param operandDimensions which operand dimension each component is a start in
   * @param indicesBatchingDims dimensions of the indices that run along with those of the operand
   */
  IndexVectors(
      ArrayLiteral indices,
      long indexVectorDim,
      LongList operandDimensions,
      LongList indicesBatchingDims,
      LongList operandBatchingDims) {
    this.indices = indices;
    this.operandDimensions = operandDimensions;
    this.indicesBatchingDims = indicesBatchingDims;
    this.operandBatchingDims = operandBatchingDims;
    int rank = indices.shape().rank();
    this.batchDims = Gather.remaining(rank, LongList.of(indexVectorDim));
    this.indicesStrides = Strides.rowMajor(indices.shape().dimensions());
    this.componentStride = indexVectorDim == rank ? 0 : indicesStrides[(int) indexVectorDim];
  }

  /**
   * Fixes the views of {@link #walk()}; {@code batchStrides} has one stride per batch dimension.
   */
  void setBatchViews(long[] operandStrides, long[] batchStrides) {
    batchView = batchStrides;
    operandView = new long[batchDims.length];
    for (int i = 0; i < batchDims.length; i++) {
      int pair = indicesBatchingDims.indexOf(batchDims[i]);
      if (pair >= 0) {
        operandView[i] = operandStrides[operandBatchingDims.getInt(pair)];
      }
    }
  }

  /** The real extents of the batch dimensions. */
  long[] batchSizes() {
    return Strides.select(indices.sizes().toArray(), batchDims);
  }

  /** The number of index vectors. */
  long count() {
    return Strides.count(batchSizes());
  }

  /** A walk over the index vectors in row-major order. */
  IndexWalk walk() {
    return new IndexWalk(
        batchSizes(), Strides.select(indicesStrides, batchDims), operandView, batchView);
  }

  /** The number of components. */
  int length() {
    return operandDimensions.size();
  }

  /** The operand dimension of a component. */
  int operandDimension(int component) {
    return operandDimensions.getInt(component);
  }

  /** A component of the index vector that a walk stands at. */
  long component(IndexWalk walk, int component) {
    return StartIndices.get(indices, walk.offset(INDICES) + component * componentStride);
  }
}
