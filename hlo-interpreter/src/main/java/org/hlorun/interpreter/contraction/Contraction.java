package org.hlorun.interpreter.contraction;

/**
 * What dot and convolution have in common: for every group {@code g}
 *
 * <pre>result[g][r][c] = sum over s, d of left[g, s][r][d] * right[g, s][d][c]</pre>
 *
 * with segments {@code s} and depth positions {@code d}. Batch dimensions and feature groups become
 * groups; contracted dimensions become depth, or segments where the operands' indices do not
 * separate.
 *
 * @param groups number of independent products
 * @param rows rows of a product
 * @param columns columns of a product
 * @param segments number of matrix products that are added up
 * @param depth length of the sum within a segment
 */
record Contraction(
    long groups,
    long rows,
    long columns,
    long segments,
    long depth,
    Matrix left,
    Matrix right,
    Matrix result) {

  /** The same sums with the operands in the opposite order. */
  Contraction transposed() {
    return new Contraction(
        groups,
        columns,
        rows,
        segments,
        depth,
        right.transposed(),
        left.transposed(),
        result.transposed());
  }

  /** Whether there is nothing to add up, so that the result keeps its zeros. */
  boolean isEmpty() {
    return groups == 0 || rows == 0 || columns == 0 || segments == 0 || depth == 0;
  }

  /** The number of terms of one result element. */
  long terms() {
    return segments * depth;
  }
}
