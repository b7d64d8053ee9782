package org.hlorun.interpreter.contraction;

/**
 * The product of two packed blocks in twice the precision of {@code double}: {@code high + low +=
 * left * right}, as if computed with about 106 bits and rounded (algorithm Dot2 of Ogita, Rump and
 * Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005).
 */
final class CompensatedGemm {
  private CompensatedGemm() {}

  /**
   * @param left {@code rows} arrays of at least {@code depth} elements
   * @param right {@code depth} arrays of at least {@code columns} elements
   * @param high the sums, {@code rows} arrays of at least {@code columns} elements
   * @param low what the sums have lost by rounding
   */
  static void multiplyAdd(
      double[][] left,
      double[][] right,
      double[][] high,
      double[][] low,
      int rows,
      int columns,
      int depth) {
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < depth; k++) {
        oneTerm(left[row][k], right[k], high[row], low[row], columns);
      }
    }
  }

  private static void oneTerm(double a, double[] b, double[] high, double[] low, int columns) {
    for (int j = 0; j < columns; j++) {
      double product = a * b[j];
      double productError = Math.fma(a, b[j], -product);
      double old = high[j];
      double sum = old + product;
      double added = sum - old;
      double sumError = (old - (sum - added)) + (product - added);
      high[j] = sum;
      low[j] += sumError + productError;
    }
  }

  /** {@code high + low} rounded to {@code double}, written over {@code high}. */
  static void round(double[] high, double[] low, int columns) {
    for (int j = 0; j < columns; j++) {
      // Once a sum overflows its error term is no number; the sum itself is what IEEE says.
      double sum = high[j] + low[j];
      high[j] = Double.isNaN(low[j]) || Double.isInfinite(low[j]) ? high[j] : sum;
    }
  }
}
