package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * {@code scatter}: the operands with updates combined into them at the positions that index vectors
 * give. The updates' {@code update_window_dims} are the operand's dimensions that are neither
 * inserted nor batching, in order; their other dimensions are those of the indices without the
 * vectors'.
 */
final class ScatterShapes {
  private ScatterShapes() {}

  static Shape scatter(List<Shape> operands, Given attributes) {
    int count = operands.size() / 2;
    Check.that(
        operands.size() == 2 * count + 1 && count > 0,
        "Scatter takes N operands, indices and N updates, but got %d operands.",
        operands.size());
    ArrayShape indices = Check.array(operands.get(count), "scatter indices");
    List<ArrayShape> inputs = arrays(operands.subList(0, count), "scatter operand");
    List<ArrayShape> updates = arrays(operands.subList(count + 1, 2 * count + 1), "updates");
    long vector = attributes.get(Attribute.INDEX_VECTOR_DIM);
    IndexVectors.checkIndices("scatter", "scatter_indices", indices, vector);
    for (int i = 0; i < count; i++) {
      Check.that(
          inputs.get(i).dimensions().equals(inputs.getFirst().dimensions())
              && updates.get(i).dimensions().equals(updates.getFirst().dimensions()),
          "All scatter operands, and all updates, must have the same dimensions; got %s and %s.",
          inputs.get(i),
          updates.get(i));
      Check.that(
          inputs.get(i).elementType() == updates.get(i).elementType(),
          "Scatter operand %d and its updates have different element types: %s and %s.",
          i,
          inputs.get(i),
          updates.get(i));
    }
    checkNumbers(inputs.getFirst(), indices, updates.getFirst(), attributes);
    Signature combiner = Signature.of(attributes.get(Attribute.TO_APPLY));
    List<ArrayShape> scalars =
        inputs.stream().map(input -> ArrayShape.scalar(input.elementType())).toList();
    ReducerRules.check(combiner, scalars, scalars);
    return ControlShapes.single(operands.subList(0, count));
  }

  private static List<ArrayShape> arrays(List<Shape> shapes, String role) {
    return shapes.stream().map(shape -> Check.array(shape, role)).toList();
  }

  private static void checkNumbers(
      ArrayShape operand, ArrayShape indices, ArrayShape updates, Given attributes) {
    LongList windowDims = attributes.get(Attribute.UPDATE_WINDOW_DIMS);
    LongList inserted = attributes.get(Attribute.INSERTED_WINDOW_DIMS);
    LongList map = attributes.get(Attribute.SCATTER_DIMS_TO_OPERAND_DIMS);
    LongList batching = attributes.get(Attribute.INPUT_BATCHING_DIMS);
    long vector = attributes.get(Attribute.INDEX_VECTOR_DIM);
    int scatterRank = indices.rank() - (vector < indices.rank() ? 1 : 0);
    Check.that(
        updates.rank() == scatterRank + windowDims.size(),
        "Updates tensor must be of rank %d; got %d.",
        scatterRank + windowDims.size(),
        updates.rank());
    IndexVectors.checkSorted("scatter", "update_window_dims", windowDims, updates.rank());
    IndexVectors.checkSorted("scatter", "inserted_window_dims", inserted, operand.rank());
    IndexVectors.checkMap(
        "scatter", "scatter_dims_to_operand_dims", map, indices, vector, operand.rank());
    new IndexVectors.Batching(
            "input_batching_dims",
            batching,
            "scatter_indices_batching_dims",
            attributes.get(Attribute.SCATTER_INDICES_BATCHING_DIMS))
        .check("scatter", operand, indices, vector, inserted, map);
    int windowRank = windowDims.size() + inserted.size() + batching.size();
    Check.that(
        windowRank == operand.rank(),
        "Scatter op has window of size %d; doesn't match operand of rank %d.",
        windowRank,
        operand.rank());
    checkUpdates(operand, indices, updates, attributes);
  }

  private static void checkUpdates(
      ArrayShape operand, ArrayShape indices, ArrayShape updates, Given attributes) {
    LongList windowDims = attributes.get(Attribute.UPDATE_WINDOW_DIMS);
    LongList inserted = attributes.get(Attribute.INSERTED_WINDOW_DIMS);
    LongList batching = attributes.get(Attribute.INPUT_BATCHING_DIMS);
    long vector = attributes.get(Attribute.INDEX_VECTOR_DIM);
    int window = 0;
    int index = 0;
    for (int i = 0; i < updates.rank(); i++) {
      if (windowDims.contains(i)) {
        while (inserted.contains(window) || batching.contains(window)) {
          window++;
        }
        Check.that(
            updates.dimension(i) <= operand.dimension(window),
            "Bounds of the window dimensions of updates must not exceed the bounds of the"
                + " corresponding dimensions of operand. For dimension %d, updates bound is %d,"
                + " operand bound is %d.",
            i,
            updates.dimension(i),
            operand.dimension(window));
        window++;
      } else {
        if (index == vector) {
          index++;
        }
        Check.that(
            updates.dimension(i) == indices.dimension(index),
            "Bounds of the scatter dimensions of updates must be same as the bounds of the"
                + " corresponding dimensions of scatter indices. For scatter dimension %d, updates"
                + " bound is %d, scatter_indices bound is %d.",
            i,
            updates.dimension(i),
            indices.dimension(index));
        index++;
      }
    }
  }
}
