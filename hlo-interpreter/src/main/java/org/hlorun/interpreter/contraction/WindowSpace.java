package org.hlorun.interpreter.contraction;

import java.util.Arrays;

/**
 * A space of coordinates in row-major order that walks over an array the way a window does: in
 * dimension {@code d} coordinate {@code x} meets the base index {@code origin[d] + x * step}, which
 * is an element if it lies inside the dilated base area and not between two elements, else a hole.
 */
final class WindowSpace {

  /**
   * One dimension.
   *
   * @param size number of coordinates
   * @param step base indices per step of the coordinate
   * @param extent number of elements of the array in this dimension
   * @param dilation distance of neighbouring elements in base indices, at least 1
   * @param stride elements of the array per step in this dimension
   */
  record Dimension(long size, long step, long extent, long dilation, long stride) {
    /** A dimension without a window: coordinate and array index are the same. */
    static Dimension plain(long size, long stride) {
      return new Dimension(size, 1, size, 1, stride);
    }

    /** The offset of a base index, or {@link Axis#HOLE}. */
    long offset(long baseIndex) {
      if (baseIndex < 0) {
        return Axis.HOLE;
      }
      long index = dilation == 1 ? baseIndex : baseIndex / dilation;
      return index < extent && index * dilation == baseIndex ? index * stride : Axis.HOLE;
    }
  }

  private final Dimension[] dimensions;

  WindowSpace(Dimension... dimensions) {
    this.dimensions = dimensions.clone();
  }

  /** The number of positions. */
  long count() {
    long count = 1;
    for (Dimension dimension : dimensions) {
      count *= dimension.size;
    }
    return count;
  }

  /**
   * Writes {@code base} plus the offsets of {@code count} positions from {@code start}, or holes.
   *
   * @param origin per dimension the base index of coordinate 0
   */
  void fill(long base, long[] origin, long start, int count, long[] offsets) {
    int last = dimensions.length - 1;
    Dimension inner = dimensions[last];
    long position = start;
    int filled = 0;
    while (filled < count) {
      long x = position % inner.size;
      int run = (int) Math.min(count - filled, inner.size - x);
      long outer = outerOffset(base, origin, position / inner.size);
      if (outer == Axis.HOLE) {
        Arrays.fill(offsets, filled, filled + run, Axis.HOLE);
      } else {
        fillRun(inner, outer, origin[last] + x * inner.step, run, offsets, filled);
      }
      filled += run;
      position += run;
    }
  }

  private long outerOffset(long base, long[] origin, long position) {
    long sum = base;
    long rest = position;
    for (int d = dimensions.length - 2; d >= 0; d--) {
      Dimension dimension = dimensions[d];
      long offset = dimension.offset(origin[d] + rest % dimension.size * dimension.step);
      if (offset == Axis.HOLE) {
        return Axis.HOLE;
      }
      sum += offset;
      rest /= dimension.size;
    }
    return sum;
  }

  private static void fillRun(
      Dimension inner, long base, long start, int count, long[] offsets, int at) {
    long index = start;
    for (int i = 0; i < count; i++) {
      long offset = inner.offset(index);
      offsets[at + i] = offset == Axis.HOLE ? Axis.HOLE : base + offset;
      index += inner.step;
    }
  }
}
