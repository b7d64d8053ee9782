package org.hlorun.interpreter.contraction;

import java.util.function.LongUnaryOperator;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A space of coordinates in row-major order in which every dimension has a stride in some array.
 */
final class StridedSpace {
  private final long[] sizes;
  private final long[] strides;

  /**
   * @param sizes the dimensions' sizes, the last one varying fastest
   * @param strides elements per step of a coordinate; may be negative
   */
  StridedSpace(long[] sizes, long[] strides) {
    this.sizes = sizes.clone();
    this.strides = strides.clone();
  }

  /** The row-major strides of an array. */
  static long[] rowMajorStrides(LongList dimensions) {
    long[] strides = new long[dimensions.size()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dimensions.get(i);
    }
    return strides;
  }

  /** Some dimensions of an array, in the given order. */
  static StridedSpace of(ArrayLiteral array, LongList dimensions) {
    LongList sizes = array.shape().dimensions();
    return of(array, dimensions, dimensions.map(d -> sizes.get((int) d)));
  }

  /**
   * Some dimensions of an array, in the given order, at smaller sizes.
   *
   * @param sizes a size for every one of {@code dimensions}
   */
  static StridedSpace of(ArrayLiteral array, LongList dimensions, LongList sizes) {
    long[] strides = rowMajorStrides(array.shape().dimensions());
    return new StridedSpace(sizes.toArray(), dimensions.map(d -> strides[(int) d]).toArray());
  }

  /** A space of one dimension. */
  static StridedSpace of(long size, long stride) {
    return new StridedSpace(new long[] {size}, new long[] {stride});
  }

  /** The axis of this space that starts at an offset that depends on the group only. */
  Axis axis(LongUnaryOperator baseOfGroup) {
    return (group, segment, start, count, offsets) ->
        fill(baseOfGroup.applyAsLong(group), start, count, offsets);
  }

  /** The axis of this space that starts at an offset. */
  Axis axis(long base) {
    return (group, segment, start, count, offsets) -> fill(base, start, count, offsets);
  }

  /** The number of positions. */
  long count() {
    long count = 1;
    for (long size : sizes) {
      count *= size;
    }
    return count;
  }

  /** The offset of a position. */
  long offset(long position) {
    long offset = 0;
    long rest = position;
    for (int i = sizes.length - 1; i >= 0; i--) {
      offset += rest % sizes[i] * strides[i];
      rest /= sizes[i];
    }
    return offset;
  }

  /** Writes {@code base} plus the offsets of {@code count} positions from {@code start}. */
  void fill(long base, long start, int count, long[] offsets) {
    if (count == 0) {
      return;
    }
    if (sizes.length == 0) {
      offsets[0] = base;
      return;
    }
    int last = sizes.length - 1;
    long innerSize = sizes[last];
    long innerStride = strides[last];
    long position = start;
    int filled = 0;
    while (filled < count) {
      int run = (int) Math.min(count - filled, innerSize - position % innerSize);
      long offset = base + offset(position);
      for (int i = 0; i < run; i++) {
        offsets[filled + i] = offset + i * innerStride;
      }
      filled += run;
      position += run;
    }
  }
}
