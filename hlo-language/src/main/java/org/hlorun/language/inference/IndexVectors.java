package org.hlorun.language.inference;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;

/** What gather and scatter have in common: index vectors along a dimension, batching dimensions. */
final class IndexVectors {
  private IndexVectors() {}

  /**
   * Checks the index array and where its vectors lie.
   *
   * @param operation {@code gather} or {@code scatter}
   * @param indices what the operation calls its indices
   */
  static void checkIndices(
      String operation, String indices, ArrayShape shape, long indexVectorDimension) {
    Check.that(
        shape.elementType().isInteger(),
        "%s indices parameter must be an integral tensor; got %s.",
        capital(operation),
        shape);
    Check.that(
        indexVectorDimension >= 0 && indexVectorDimension <= shape.rank(),
        "%s index leaf dimension must be within [0, rank(%s) + 1). rank(%s) is %d and %s index"
            + " leaf dimension is %d.",
        capital(operation),
        indices,
        indices,
        shape.rank(),
        operation,
        indexVectorDimension);
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** The length of the index vectors: 1 if they lie along an implied trailing dimension. */
  static long vectorLength(ArrayShape indices, long indexVectorDimension) {
    return indexVectorDimension == indices.rank()
        ? 1
        : indices.dimension((int) indexVectorDimension);
  }

  /** Checks that the components of index vectors go to different dimensions of the operand. */
  static void checkMap(
      String operation, String name, LongList map, ArrayShape indices, long vector, int rank) {
    long length = vectorLength(indices, vector);
    Check.that(
        map.size() == length,
        "%s op has %d elements in %s and the bound of dimension index_vector_dim=%d of its indices"
            + " is %d. These two numbers must be equal.",
        capital(operation),
        map.size(),
        name,
        vector,
        length);
    long seen = 0;
    for (int i = 0; i < map.size(); i++) {
      long dimension = map.get(i);
      Check.that(
          dimension >= 0 && dimension < rank,
          "Invalid %s; domain is [0, %d), got: %d->%d.",
          name,
          rank,
          i,
          dimension);
      Check.that(
          (seen >>> dimension & 1) == 0,
          "Repeated dimensions are not allowed in %s; got: %s.",
          name,
          map);
      seen |= 1L << dimension;
    }
  }

  /** Checks that dimension numbers are within {@code [0, rank)}, sorted and different. */
  static void checkSorted(String operation, String name, LongList dimensions, int rank) {
    for (int i = 0; i < dimensions.size(); i++) {
      Check.that(
          i == 0 || dimensions.get(i - 1) <= dimensions.get(i),
          "%s in %s op must be sorted; got: %s",
          name,
          operation,
          dimensions);
      Check.that(
          i == 0 || dimensions.get(i - 1) != dimensions.get(i),
          "%s in %s op must not repeat; got: %s.",
          name,
          operation,
          dimensions);
    }
    for (int i = 0; i < dimensions.size(); i++) {
      Check.that(
          dimensions.get(i) >= 0 && dimensions.get(i) < rank,
          "Invalid %s set in %s op; valid range is [0, %d), got: %d.",
          name,
          operation,
          rank,
          dimensions.get(i));
    }
  }

  /** The batching dimensions of a gather or scatter with the names of their attributes. */
  record Batching(String operandName, LongList operand, String indicesName, LongList indices) {

    /** Checks that they pair off dimensions of equal size which nothing else claims. */
    void check(
        String operation,
        ArrayShape operandShape,
        ArrayShape indicesShape,
        long indexVectorDimension,
        LongList collapsed,
        LongList map) {
      checkSorted(operation, operandName, operand, operandShape.rank());
      Check.distinctDimensions(indices, indicesShape.rank(), indicesName, indicesShape);
      Check.that(
          operand.size() == indices.size(),
          "%s op has %d elements in %s and %d elements in %s. These two numbers must be equal.",
          operation,
          operand.size(),
          operandName,
          indices.size(),
          indicesName);
      Check.that(
          !indices.contains(indexVectorDimension),
          "index_vector_dim=%d is also in %s=%s.",
          indexVectorDimension,
          indicesName,
          indices);
      for (int i = 0; i < operand.size(); i++) {
        checkPair(operandShape, indicesShape, i, collapsed, map);
      }
    }

    private void checkPair(
        ArrayShape operandShape,
        ArrayShape indicesShape,
        int position,
        LongList collapsed,
        LongList map) {
      long dimension = operand.get(position);
      Check.that(
          !collapsed.contains(dimension) && !map.contains(dimension),
          "Dimension %d of %s is also collapsed, inserted or indexed.",
          dimension,
          operandName);
      long size = operandShape.dimension((int) dimension);
      long indexSize = indicesShape.dimension(indices.getInt(position));
      Check.that(
          size == indexSize,
          "%s[%d] and %s[%d] must have the same size, but have %d and %d.",
          operandName,
          position,
          indicesName,
          position,
          size,
          indexSize);
    }
  }
}
