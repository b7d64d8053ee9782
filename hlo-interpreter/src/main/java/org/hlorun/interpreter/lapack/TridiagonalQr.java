package org.hlorun.interpreter.lapack;

/**
 * The eigenvalues of a symmetric tridiagonal matrix by implicit QR steps with Wilkinson's shift,
 * each of which turns the columns of a matrix along (G. Golub and C. Van Loan, Matrix Computations,
 * 8.3.3 to 8.3.5).
 */
final class TridiagonalQr {
  /** As many steps for each eigenvalue as LAPACK takes; two are usual. */
  private static final int STEPS_PER_VALUE = 30;

  private static final double PRECISION = 0x1p-53;

  private final double[] diagonal;
  private final double[] beside;
  private final ColumnMatrix vectors;

  /**
   * @param diagonal becomes the eigenvalues
   * @param beside the elements beside the diagonal, and one more; overwritten
   * @param vectors whose columns are turned
   */
  TridiagonalQr(double[] diagonal, double[] beside, ColumnMatrix vectors) {
    this.diagonal = diagonal;
    this.beside = beside;
    this.vectors = vectors;
  }

  /** Returns how many elements beside the diagonal are left. */
  int run(Runnable poll) {
    int last = diagonal.length - 1;
    for (int steps = STEPS_PER_VALUE * diagonal.length; last > 0 && steps > 0; ) {
      poll.run();
      dropNegligible(last);
      if (beside[last - 1] == 0) {
        last--;
        continue;
      }
      int first = last - 1;
      while (first > 0 && beside[first - 1] != 0) {
        first--;
      }
      step(first, last);
      steps--;
    }
    int left = 0;
    for (int i = 0; i < last; i++) {
      left += beside[i] == 0 ? 0 : 1;
    }
    return left;
  }

  private void dropNegligible(int last) {
    for (int i = 0; i < last; i++) {
      double around = Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]);
      if (Math.abs(beside[i]) <= PRECISION * around) {
        beside[i] = 0;
      }
    }
  }

  /** The eigenvalue of the last two rows and columns that is nearer to the last element. */
  private double shift(int last) {
    double off = beside[last - 1];
    double half = (diagonal[last - 1] - diagonal[last]) / 2;
    double root = Math.copySign(Math.hypot(half, off), half);
    return diagonal[last] - off / (half + root) * off;
  }

  /** Chases the element that the first rotation puts beside the diagonals down a block. */
  private void step(int first, int last) {
    double x = diagonal[first] - shift(last);
    double z = beside[first];
    for (int k = first; k < last; k++) {
      double length = Math.hypot(x, z);
      double c = length == 0 ? 1 : x / length;
      double s = length == 0 ? 0 : -z / length;
      if (k > first) {
        beside[k - 1] = length;
      }
      turn(k, c, s);
      x = beside[k];
      if (k + 1 < last) {
        z = -s * beside[k + 1];
        beside[k + 1] *= c;
      }
      Vectors.rotate(vectors.column(k), vectors.column(k + 1), c, s);
    }
  }

  /** The two rows and columns from k on, turned. */
  private void turn(int k, double c, double s) {
    double a = diagonal[k];
    double b = beside[k];
    double d = diagonal[k + 1];
    double mixed = s * (a - d) + 2 * c * b;
    diagonal[k] = a - s * mixed;
    diagonal[k + 1] = d + s * mixed;
    beside[k] = c * mixed - b;
  }
}
