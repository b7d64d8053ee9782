package org.hlorun.interpreter.index;

import org.hlorun.language.collection.LongList;

/** Strides of dense arrays, in elements. */
public final class Strides {
  private Strides() {}

  /** The row-major strides of an array of these dimensions. */
  public static long[] rowMajor(LongList dimensions) {
    return rowMajor(dimensions.toArray());
  }

  /** The row-major strides of an array of these dimensions. */
  public static long[] rowMajor(long... dimensions) {
    long[] strides = new long[dimensions.length];
    long stride = 1;
    for (int d = dimensions.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= Math.max(1, dimensions[d]);
    }
    return strides;
  }

  /** The number of indices in a box; 1 for rank 0. */
  public static long count(long... sizes) {
    long count = 1;
    for (long size : sizes) {
      count *= size;
    }
    return count;
  }

  /** The elements of {@code values} at the positions {@code dimensions}. */
  public static long[] select(long[] values, int... dimensions) {
    long[] selected = new long[dimensions.length];
    for (int i = 0; i < dimensions.length; i++) {
      selected[i] = values[dimensions[i]];
    }
    return selected;
  }
}
