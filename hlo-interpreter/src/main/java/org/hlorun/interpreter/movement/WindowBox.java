package org.hlorun.interpreter.movement;

import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;

/** A scatter's window as a box, with its strides in the operands and in the updates. */
final class WindowBox {
  private final long[] sizes;
  private final long[] operandStrides;
  private final long[] updateStrides;

  WindowBox(long[] sizes, long[] operandStrides, long[] updateStrides) {
    this.sizes = sizes;
    this.operandStrides = operandStrides;
    this.updateStrides = updateStrides;
  }

  boolean isEmpty() {
    return Strides.count(sizes) == 0;
  }

  long size(int dimension) {
    return sizes[dimension];
  }

  /** A walk over the elements; view 0 are the operands, view 1 the updates. */
  IndexWalk walk() {
    return new IndexWalk(sizes, operandStrides, updateStrides);
  }

  /** The length of the rows that are dense in both arrays: along the last dimension, or 1. */
  long denseRowLength() {
    int last = sizes.length - 1;
    boolean dense = last >= 0 && operandStrides[last] == 1 && updateStrides[last] == 1;
    return dense ? sizes[last] : 1;
  }

  /** A walk like {@link #walk()} over the first elements of dense rows. */
  IndexWalk walkDenseRows() {
    long[] rows = sizes.clone();
    if (denseRowLength() > 1) {
      rows[rows.length - 1] = 1;
    }
    return new IndexWalk(rows, operandStrides, updateStrides);
  }

  /** A copy of a window from the updates to an operand. */
  StridedCopy copyOfUpdates(int elementBytes) {
    return StridedCopy.of(elementBytes, sizes, updateStrides, operandStrides);
  }
}
