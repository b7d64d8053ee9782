package org.hlorun.interpreter.contraction;

/** The product of two packed blocks modulo 2^64: {@code sum += left * right}. */
final class LongGemm {
  private LongGemm() {}

  /**
   * @param left {@code rows} arrays of at least {@code depth} elements
   * @param right {@code depth} arrays of at least {@code columns} elements
   * @param sum {@code rows} arrays of at least {@code columns} elements
   */
  static void multiplyAdd(
      long[][] left, long[][] right, long[][] sum, int rows, int columns, int depth) {
    for (int row = 0; row < rows; row++) {
      int k = 0;
      for (; k + 4 <= depth; k += 4) {
        fourTerms(left[row], right, sum[row], k, columns);
      }
      for (; k < depth; k++) {
        oneTerm(left[row][k], right[k], sum[row], columns);
      }
    }
  }

  private static void fourTerms(long[] a, long[][] right, long[] sum, int k, int columns) {
    long a0 = a[k];
    long a1 = a[k + 1];
    long a2 = a[k + 2];
    long a3 = a[k + 3];
    long[] b0 = right[k];
    long[] b1 = right[k + 1];
    long[] b2 = right[k + 2];
    long[] b3 = right[k + 3];
    for (int j = 0; j < columns; j++) {
      sum[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private static void oneTerm(long a, long[] b, long[] sum, int columns) {
    for (int j = 0; j < columns; j++) {
      sum[j] += a * b[j];
    }
  }
}
