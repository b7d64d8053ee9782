package org.hlorun.interpreter.contraction;

/**
 * The product of two packed blocks in {@code double}: {@code sum += left * right}.
 *
 * <p>The innermost loop runs over columns and adds four products to each of four rows, so that
 * HotSpot makes vector code of it whose loads and stores do not hold up the multiply-adds. All rows
 * are arrays of their own, indexed from 0: HotSpot can then tell that they do not overlap. Every
 * sum adds its terms in the order of the depth index.
 */
final class DoubleGemm {
  private DoubleGemm() {}

  /**
   * @param left {@code rows} arrays of at least {@code depth} elements
   * @param right {@code depth} arrays of at least {@code columns} elements
   * @param sum {@code rows} arrays of at least {@code columns} elements
   */
  static void multiplyAdd(
      double[][] left, double[][] right, double[][] sum, int rows, int columns, int depth) {
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int k = 0;
      for (; k + 4 <= depth; k += 4) {
        fourRowsFourTerms(left, right, sum, row, k, columns);
      }
      for (; k < depth; k++) {
        for (int r = row; r < row + 4; r++) {
          oneTerm(left[r][k], right[k], sum[r], columns);
        }
      }
    }
    for (; row < rows; row++) {
      int k = 0;
      for (; k + 4 <= depth; k += 4) {
        fourTerms(left[row], right, sum[row], k, columns);
      }
      for (; k < depth; k++) {
        oneTerm(left[row][k], right[k], sum[row], columns);
      }
    }
  }

  private static void fourRowsFourTerms(
      double[][] left, double[][] right, double[][] sum, int row, int k, int columns) {
    double[] a0 = left[row];
    double[] a1 = left[row + 1];
    double[] a2 = left[row + 2];
    double[] a3 = left[row + 3];
    double a00 = a0[k];
    double a01 = a0[k + 1];
    double a02 = a0[k + 2];
    double a03 = a0[k + 3];
    double a10 = a1[k];
    double a11 = a1[k + 1];
    double a12 = a1[k + 2];
    double a13 = a1[k + 3];
    double a20 = a2[k];
    double a21 = a2[k + 1];
    double a22 = a2[k + 2];
    double a23 = a2[k + 3];
    double a30 = a3[k];
    double a31 = a3[k + 1];
    double a32 = a3[k + 2];
    double a33 = a3[k + 3];
    double[] b0 = right[k];
    double[] b1 = right[k + 1];
    double[] b2 = right[k + 2];
    double[] b3 = right[k + 3];
    double[] c0 = sum[row];
    double[] c1 = sum[row + 1];
    double[] c2 = sum[row + 2];
    double[] c3 = sum[row + 3];
    for (int j = 0; j < columns; j++) {
      double x0 = b0[j];
      double x1 = b1[j];
      double x2 = b2[j];
      double x3 = b3[j];
      c0[j] = chain(a00, x0, a01, x1, a02, x2, a03, x3, c0[j]);
      c1[j] = chain(a10, x0, a11, x1, a12, x2, a13, x3, c1[j]);
      c2[j] = chain(a20, x0, a21, x1, a22, x2, a23, x3, c2[j]);
      c3[j] = chain(a30, x0, a31, x1, a32, x2, a33, x3, c3[j]);
    }
  }

  /** {@code sum + a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3}, added in this order. */
  private static double chain(
      double a0,
      double x0,
      double a1,
      double x1,
      double a2,
      double x2,
      double a3,
      double x3,
      double sum) {
    return Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, sum))));
  }

  private static void fourTerms(double[] a, double[][] right, double[] sum, int k, int columns) {
    double a0 = a[k];
    double a1 = a[k + 1];
    double a2 = a[k + 2];
    double a3 = a[k + 3];
    double[] b0 = right[k];
    double[] b1 = right[k + 1];
    double[] b2 = right[k + 2];
    double[] b3 = right[k + 3];
    for (int j = 0; j < columns; j++) {
      sum[j] = chain(a0, b0[j], a1, b1[j], a2, b2[j], a3, b3[j], sum[j]);
    }
  }

  private static void oneTerm(double a, double[] b, double[] sum, int columns) {
    for (int j = 0; j < columns; j++) {
      sum[j] = Math.fma(a, b[j], sum[j]);
    }
  }
}
