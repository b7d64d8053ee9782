package org.hlorun.language.inference;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Puts a result shape of the default layout together, dimension by dimension. */
final class ShapeBuilder {
  private final long[] sizes = new long[ArrayShape.MAX_RANK];
  private long dynamicMask;
  private int rank;

  /** Appends a dimension; an unbounded one is dynamic in any case. */
  ShapeBuilder add(long size, boolean dynamic) {
    Check.that(
        rank < ArrayShape.MAX_RANK,
        "The result has more than the %d dimensions that are supported.",
        ArrayShape.MAX_RANK);
    if (dynamic || size == ArrayShape.UNBOUNDED) {
      dynamicMask |= 1L << rank;
    }
    sizes[rank++] = size;
    return this;
  }

  /** Appends a static dimension. */
  ShapeBuilder add(long size) {
    return add(size, false);
  }

  /** Appends a dimension of another shape with its size and mark. */
  ShapeBuilder copy(ArrayShape from, int dimension) {
    return add(from.dimension(dimension), from.isDynamic(dimension));
  }

  int rank() {
    return rank;
  }

  ArrayShape build(ElementType elementType) {
    ArrayShape shape =
        ArrayShape.of(elementType, LongList.of(java.util.Arrays.copyOf(sizes, rank)));
    for (int i = 0; i < rank; i++) {
      if ((dynamicMask >>> i & 1) != 0) {
        shape = shape.withDynamic(i, true);
      }
    }
    return shape;
  }
}
