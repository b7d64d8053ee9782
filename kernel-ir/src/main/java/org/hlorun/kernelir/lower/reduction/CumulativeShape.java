package org.hlorun.kernelir.lower.reduction;

import org.hlorun.kernelir.ir.IndexExpr;

/**
 * Arrays {@code [before, size, behind]} along whose middle dimension values accumulate.
 *
 * @param reversed whether from the last element on
 * @param shift how many elements more than {@code i + 1} result {@code i} covers, counted in the
 *     direction of accumulation
 * @param inputs size of the dimension
 * @param results size of it in the result
 */
record CumulativeShape(
    boolean reversed, long shift, long inputs, long results, long before, long behind) {
  /** Elements that the first result covers beside its own. */
  long leading() {
    return Math.clamp(shift, 0, inputs);
  }

  /** Results that cover nothing. */
  long empty() {
    return Math.clamp(-shift, 0, results);
  }

  /** Results that cover one element more than the one before. */
  long growing() {
    return Math.min(results - empty(), inputs - leading());
  }

  /** The place of an input element, its position counted in the direction of accumulation. */
  IndexExpr input(IndexExpr slice, IndexExpr position, IndexExpr column) {
    return place(inputs, slice, position, column);
  }

  /** The place of a result element likewise. */
  IndexExpr result(IndexExpr slice, IndexExpr position, IndexExpr column) {
    return place(results, slice, position, column);
  }

  private IndexExpr place(long size, IndexExpr slice, IndexExpr position, IndexExpr column) {
    IndexExpr at = reversed ? position.times(-1).plus(size - 1) : position;
    return slice.times(size).plus(at).times(behind).plus(column);
  }
}
