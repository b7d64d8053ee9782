package org.hlorun.interpreter.contraction;

import org.hlorun.language.collection.LongList;

/** Coordinates of array elements, for references that spell out a definition. */
final class Index {
  private Index() {}

  /** The coordinates of a row-major linear index. */
  static long[] coordinates(LongList dimensions, long linear) {
    long[] coordinates = new long[dimensions.size()];
    long rest = linear;
    for (int d = dimensions.size() - 1; d >= 0; d--) {
      coordinates[d] = rest % dimensions.get(d);
      rest /= dimensions.get(d);
    }
    return coordinates;
  }

  /** The row-major linear index of coordinates. */
  static long linear(LongList dimensions, long[] coordinates) {
    long linear = 0;
    for (int d = 0; d < dimensions.size(); d++) {
      linear = linear * dimensions.get(d) + coordinates[d];
    }
    return linear;
  }
}
