package org.hlorun.interpreter.reduction;

import java.util.List;
import java.util.stream.IntStream;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.language.attribute.Window;

/**
 * A row-major walk over the input elements inside a window, padding and holes left out. Used by one
 * thread for one window position after another.
 */
final class WindowWalk {
  private final WindowAxis[] axes;
  private final long[] inputStrides;
  private final long[] strides;
  private final long[] counts;
  private final long[] index;
  private long offset;

  /**
   * A walk over windows of an input.
   *
   * @param inputStrides the input's strides per dimension
   */
  WindowWalk(List<WindowAxis> axes, long[] inputStrides) {
    this.axes = axes.toArray(WindowAxis[]::new);
    this.inputStrides = inputStrides.clone();
    this.strides = new long[inputStrides.length];
    this.counts = new long[inputStrides.length];
    this.index = new long[inputStrides.length];
    for (int d = 0; d < strides.length; d++) {
      strides[d] = inputStrides[d] * this.axes[d].step();
    }
  }

  /** The axes of a window over an input of real extents {@code sizes}. */
  static List<WindowAxis> axes(Window window, long[] sizes) {
    return IntStream.range(0, sizes.length)
        .mapToObj(d -> new WindowAxis(window.dimension(d), sizes[d]))
        .toList();
  }

  /**
   * Goes to the first element of the window at a position.
   *
   * @param position stands at the window's position
   * @return false if the window has no elements
   */
  boolean begin(IndexWalk position) {
    offset = 0;
    boolean empty = false;
    for (int d = 0; d < axes.length; d++) {
      long at = position.index(d);
      counts[d] = axes[d].count(at);
      index[d] = 0;
      empty |= counts[d] == 0;
      offset += axes[d].first(at) * inputStrides[d];
    }
    return !empty;
  }

  /** The linear offset of the current element. */
  long offset() {
    return offset;
  }

  /** Goes to the next element; false if there is none. */
  boolean next() {
    for (int d = axes.length - 1; d >= 0; d--) {
      if (++index[d] < counts[d]) {
        offset += strides[d];
        return true;
      }
      offset -= (counts[d] - 1) * strides[d];
      index[d] = 0;
    }
    return false;
  }
}
