package org.hlorun.interpreter.reduction;

import java.util.List;
import org.hlorun.language.attribute.WindowDimension;

/**
 * A window along one dimension of an input. Element {@code k} of the window at position {@code w}
 * lies at {@code w * stride + k * windowDilation - paddingLow} in the dilated input; where that is
 * a hole or out of range the window has no element. The elements it does have are an arithmetic
 * progression of input indices.
 */
final class WindowAxis {
  /** Decoded slices are no larger than this many elements. */
  private static final long MAX_SLICE = 1 << 25;

  /** Slices from this many elements are decoded one at a time. */
  private static final long LARGE_SLICE = 1 << 21;

  private final WindowDimension window;
  private final long inputSize;

  /** Window elements between two that do not fall into holes. */
  private final long elementStep;

  WindowAxis(WindowDimension window, long inputSize) {
    this.window = window;
    this.inputSize = inputSize;
    this.elementStep = window.baseDilation() / gcd(window.windowDilation(), window.baseDilation());
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Whether every position is exactly the input element of the same index. */
  boolean isTrivial() {
    return window.size() == 1
        && window.stride() == 1
        && window.paddingLow() == 0
        && window.paddingHigh() == 0
        && window.baseDilation() == 1;
  }

  /** How many of the first axes are trivial: their indices select independent slices. */
  static int leadingTrivial(List<WindowAxis> axes) {
    int rank = 0;
    while (rank < axes.size() && axes.get(rank).isTrivial()) {
      rank++;
    }
    return rank;
  }

  /** Whether a slice, before and after the window was applied, is small enough to be decoded. */
  static boolean hasSmallSlices(List<WindowAxis> axes) {
    double largest = 1;
    for (WindowAxis axis : axes.subList(leadingTrivial(axes), axes.size())) {
      largest *= Math.max(axis.inputSize(), axis.outputSize());
    }
    return largest <= MAX_SLICE;
  }

  /**
   * The number of slices that one thread should take at least: so many that it is worth while, and
   * all of them if they are so large that decoded ones should not pile up.
   */
  static long slicesPerTask(long slices, long sliceElements) {
    return sliceElements > LARGE_SLICE
        ? Math.max(1, slices)
        : Math.max(1, 8192 / Math.max(1, sliceElements));
  }

  long inputSize() {
    return inputSize;
  }

  /** The number of window positions. */
  long outputSize() {
    return window.outputSize(inputSize);
  }

  /** The distance of the input indices of neighbouring window elements. */
  long step() {
    return elementStep * window.windowDilation() / window.baseDilation();
  }

  /** The place of a window element in the dilated input. */
  private long place(long position, long element) {
    return position * window.stride() + element * window.windowDilation() - window.paddingLow();
  }

  /** The first window element at a position that is not before the input or in a hole. */
  private long firstElement(long position) {
    long before = -place(position, 0);
    long element = before <= 0 ? 0 : Math.ceilDiv(before, window.windowDilation());
    long limit = Math.min(window.size(), element + elementStep);
    while (element < limit && place(position, element) % window.baseDilation() != 0) {
      element++;
    }
    // Without a solution among elementStep neighbours there is none at all.
    return element < limit ? element : window.size();
  }

  /** The input index of the first element at a position that has one. */
  long first(long position) {
    return place(position, firstElement(position)) / window.baseDilation();
  }

  /** The number of elements at a position. */
  long count(long position) {
    long first = firstElement(position);
    long end = (inputSize - 1) * window.baseDilation();
    long last =
        Math.min(
            window.size() - 1, Math.floorDiv(end - place(position, 0), window.windowDilation()));
    return inputSize == 0 || last < first ? 0 : (last - first) / elementStep + 1;
  }
}
