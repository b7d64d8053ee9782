package org.hlorun.language.inference;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * {@code gather}: slices of the operand at the positions that index vectors give. The result's
 * {@code offset_dims} are the slices' dimensions that are neither collapsed nor batching, in order;
 * its other dimensions are those of the indices without the vectors'.
 */
final class GatherShapes {
  private GatherShapes() {}

  static Shape gather(Shape operandShape, Shape startIndices, Given attributes) {
    ArrayShape operand = Check.array(operandShape, "input tensor of gather op");
    ArrayShape indices = Check.array(startIndices, "gather indices of gather op");
    LongList offsetDims = attributes.get(Attribute.OFFSET_DIMS);
    LongList collapsed = attributes.get(Attribute.COLLAPSED_SLICE_DIMS);
    LongList startIndexMap = attributes.get(Attribute.START_INDEX_MAP);
    LongList batching = attributes.get(Attribute.OPERAND_BATCHING_DIMS);
    long vector = attributes.get(Attribute.INDEX_VECTOR_DIM);
    LongList sliceSizes = attributes.get(Attribute.SLICE_SIZES);
    IndexVectors.checkIndices("gather", "start_indices", indices, vector);
    int batchRank = indices.rank() - (vector < indices.rank() ? 1 : 0);
    int rank = batchRank + offsetDims.size();
    IndexVectors.checkSorted("gather", "offset_dims", offsetDims, rank);
    IndexVectors.checkMap(
        "gather", "start_index_map", startIndexMap, indices, vector, operand.rank());
    IndexVectors.checkSorted("gather", "collapsed_slice_dims", collapsed, operand.rank());
    new IndexVectors.Batching(
            "operand_batching_dims",
            batching,
            "start_indices_batching_dims",
            attributes.get(Attribute.START_INDICES_BATCHING_DIMS))
        .check("gather", operand, indices, vector, collapsed, startIndexMap);
    checkSliceSizes(operand, sliceSizes, offsetDims, collapsed, batching);
    return result(operand, indices, vector, sliceSizes, offsetDims, collapsed, batching);
  }

  private static void checkSliceSizes(
      ArrayShape operand,
      LongList sliceSizes,
      LongList offsetDims,
      LongList collapsed,
      LongList batching) {
    Check.that(
        sliceSizes.size() == operand.rank(),
        "Gather op must have one slice size for every input dimension; got: len(slice_sizes)=%d,"
            + " input_shape.rank=%d.",
        sliceSizes.size(),
        operand.rank());
    Check.that(
        sliceSizes.size() == offsetDims.size() + collapsed.size() + batching.size(),
        "All components of the offset index in a gather op must either be a offset dimension or"
            + " explicitly collapsed/batching; got len(slice_sizes)=%d, output_slice_sizes=%s,"
            + " collapsed_slice_dims=%s, operand_batching_dims=%s.",
        sliceSizes.size(),
        offsetDims,
        collapsed,
        batching);
    for (int i = 0; i < sliceSizes.size(); i++) {
      checkSliceSize(operand, i, sliceSizes.get(i), collapsed, batching);
    }
  }

  private static void checkSliceSize(
      ArrayShape operand, int dimension, long size, LongList collapsed, LongList batching) {
    long bound = operand.dimension(dimension);
    Check.that(
        size >= 0 && (bound == ArrayShape.UNBOUNDED || size <= bound),
        "Slice size at index %d in gather op is out of range, must be within [0, %d), got %d.",
        dimension,
        bound + 1,
        size);
    Check.that(
        size <= 1 || !collapsed.contains(dimension),
        "Gather op can only collapse slice dims with bound 1 or 0, but bound is %d for index %d.",
        size,
        dimension);
    Check.that(
        size <= 1 || !batching.contains(dimension),
        "Gather op can only have operand batching dims with bound 0/1, but bound is %d for index"
            + " %d.",
        size,
        dimension);
  }

  private static Shape result(
      ArrayShape operand,
      ArrayShape indices,
      long vector,
      LongList sliceSizes,
      LongList offsetDims,
      LongList collapsed,
      LongList batching) {
    ShapeBuilder result = new ShapeBuilder();
    int rank = offsetDims.size() + indices.rank() - (vector < indices.rank() ? 1 : 0);
    int slice = 0;
    int index = 0;
    for (int i = 0; i < rank; i++) {
      if (offsetDims.contains(i)) {
        while (collapsed.contains(slice) || batching.contains(slice)) {
          slice++;
        }
        long size = sliceSizes.get(slice);
        result.add(size, operand.isDynamic(slice) && size == operand.dimension(slice));
        slice++;
      } else {
        if (index == vector) {
          index++;
        }
        result.copy(indices, index++);
      }
    }
    return result.build(operand.elementType());
  }
}
