package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/** {@code gather}: start indices are loaded and clamped, then it is a slice. */
final class GatherCode {
  private final ElementGenerator elements;

  GatherCode(ElementGenerator elements) {
    this.elements = elements;
  }

  Element element(HloInstruction gather, MultiIndex index, Value mask) {
    HloInstruction operand = gather.operand(0);
    LongList sizes = ElementGenerator.dimensions(operand);
    LongList sliceSizes = gather.get(Attribute.SLICE_SIZES);
    List<IndexExpr> batch = batchCoordinates(gather, index);
    IndexExpr[] coordinates = new IndexExpr[sizes.size()];
    Arrays.fill(coordinates, IndexExpr.constant(0));
    LongList startMap = gather.get(Attribute.START_INDEX_MAP);
    for (int k = 0; k < startMap.size(); k++) {
      int dimension = startMap.getInt(k);
      long max = sizes.get(dimension) - sliceSizes.get(dimension);
      coordinates[dimension] = start(gather, batch, k, max, mask);
    }
    addBatching(gather, batch, coordinates);
    addOffsets(gather, index, coordinates);
    return elements.element(operand, MultiIndex.of(List.of(coordinates)), mask);
  }

  private static List<IndexExpr> batchCoordinates(HloInstruction gather, MultiIndex index) {
    LongList offsets = gather.get(Attribute.OFFSET_DIMS);
    List<IndexExpr> batch = new ArrayList<>();
    for (int d = 0; d < index.coordinates().size(); d++) {
      if (!offsets.contains(d)) {
        batch.add(index.get(d));
      }
    }
    return batch;
  }

  /** Component {@code k} of the index vector that the batch coordinates choose. */
  private IndexExpr start(
      HloInstruction gather, List<IndexExpr> batch, int k, long max, Value mask) {
    if (max <= 0) {
      return IndexExpr.constant(0);
    }
    HloInstruction indices = gather.operand(1);
    int vector = Math.toIntExact(gather.get(Attribute.INDEX_VECTOR_DIM));
    List<IndexExpr> coordinates = new ArrayList<>(batch);
    if (vector < ElementGenerator.dimensions(indices).size()) {
      coordinates.add(vector, IndexExpr.constant(k));
    }
    Element element = elements.element(indices, MultiIndex.of(coordinates), mask);
    return elements
        .numbers()
        .clampedIndex(indices.shape().asArray().elementType(), element.real(), max);
  }

  private static void addBatching(
      HloInstruction gather, List<IndexExpr> batch, IndexExpr[] coordinates) {
    LongList operandDims = gather.get(Attribute.OPERAND_BATCHING_DIMS);
    LongList indexDims = gather.get(Attribute.START_INDICES_BATCHING_DIMS);
    long vector = gather.get(Attribute.INDEX_VECTOR_DIM);
    for (int i = 0; i < operandDims.size(); i++) {
      long dimension = indexDims.get(i);
      int position = (int) (dimension > vector ? dimension - 1 : dimension);
      coordinates[operandDims.getInt(i)] = batch.get(position);
    }
  }

  private static void addOffsets(HloInstruction gather, MultiIndex index, IndexExpr[] coordinates) {
    LongList offsets = gather.get(Attribute.OFFSET_DIMS);
    LongList collapsed = gather.get(Attribute.COLLAPSED_SLICE_DIMS);
    LongList batching = gather.get(Attribute.OPERAND_BATCHING_DIMS);
    int next = 0;
    for (int d = 0; d < coordinates.length; d++) {
      if (!collapsed.contains(d) && !batching.contains(d)) {
        coordinates[d] = coordinates[d].plus(index.get(offsets.getInt(next++)));
      }
    }
  }
}
