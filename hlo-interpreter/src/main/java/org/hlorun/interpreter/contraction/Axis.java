package org.hlorun.interpreter.contraction;

/**
 * One index of a matrix inside an array: maps positions to element offsets. The element of a matrix
 * lies at the sum of its row's and its column's offset; where one of them is {@link #HOLE} the
 * matrix has a zero.
 */
@FunctionalInterface
interface Axis {
  /** The offset of positions that lie outside the array. */
  long HOLE = Long.MIN_VALUE;

  /**
   * Writes the offsets of positions {@code start .. start + count - 1}.
   *
   * @param group the group of the contraction
   * @param segment the segment of the sum
   * @param offsets receives the offsets from index 0
   */
  void fill(long group, long segment, long start, int count, long[] offsets);
}
