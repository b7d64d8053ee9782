package org.hlorun.interpreter.index;

import java.util.Arrays;

/**
 * A row-major walk over the indices of a box that keeps the linear offsets of several strided views
 * up to date. It starts at index 0 and wraps around behind the last index.
 */
public final class IndexWalk {
  private final long[] sizes;
  private final long[][] strides;
  private final long[] index;
  private final long[] offsets;
  private final long count;

  /**
   * A walk over {@code sizes}.
   *
   * @param strides for each view its stride per dimension
   */
  public IndexWalk(long[] sizes, long[]... strides) {
    this.sizes = sizes.clone();
    this.strides = strides.clone();
    this.index = new long[sizes.length];
    this.offsets = new long[strides.length];
    this.count = Strides.count(sizes);
    for (long[] view : strides) {
      if (view.length != sizes.length) {
        throw new IllegalArgumentException(
            "%d strides for %d dimensions".formatted(view.length, sizes.length));
      }
    }
  }

  /** The number of indices; 0 if some size is 0. */
  public long count() {
    return count;
  }

  /** The current offset of a view, relative to its first element. */
  public long offset(int view) {
    return offsets[view];
  }

  /** The current index along a dimension. */
  public long index(int dimension) {
    return index[dimension];
  }

  /** Goes back to the first index. */
  public void reset() {
    Arrays.fill(index, 0);
    Arrays.fill(offsets, 0);
  }

  /** Goes to the index at a row-major position below {@link #count()}. */
  public void seek(long position) {
    reset();
    long rest = position;
    for (int d = sizes.length - 1; d >= 0 && rest > 0; d--) {
      index[d] = rest % sizes[d];
      rest /= sizes[d];
      for (int v = 0; v < strides.length; v++) {
        offsets[v] += index[d] * strides[v][d];
      }
    }
  }

  /** Goes to the next index, from the last one to the first. */
  public void next() {
    for (int d = sizes.length - 1; d >= 0; d--) {
      if (++index[d] < sizes[d]) {
        for (int v = 0; v < strides.length; v++) {
          offsets[v] += strides[v][d];
        }
        return;
      }
      for (int v = 0; v < strides.length; v++) {
        offsets[v] -= (sizes[d] - 1) * strides[v][d];
      }
      index[d] = 0;
    }
  }
}
