package org.hlorun.interpreter.lapack;

import java.util.Arrays;
import java.util.Comparator;

/**
 * {@code A = V D V^T} of a symmetric matrix, as {@code syevd} gives it: eigenvalues in ascending
 * order, of whose orthonormal eigenvectors the signs are open. Householder's reduction to a
 * tridiagonal matrix, then implicit QR steps with Wilkinson's shift (G. Golub and C. Van Loan,
 * Matrix Computations, 8.3.1 and 8.3.3).
 *
 * @param values ascending
 * @param vectors one column each
 * @param info 0, or how many elements beside the diagonal would not vanish: not all values are
 *     eigenvalues then
 */
public record SymmetricEigen(double[] values, ColumnMatrix vectors, int info) {

  /**
   * Takes a matrix apart, of which it reads one triangle only, and which it overwrites.
   *
   * @param lower whether the lower triangle is read
   * @param poll called often
   */
  public static SymmetricEigen of(ColumnMatrix a, boolean lower, Runnable poll) {
    int size = a.rows();
    mirror(a, lower);
    double largest = a.largest();
    if (!(largest < Double.POSITIVE_INFINITY)) {
      double[] undefined = new double[size];
      Arrays.fill(undefined, Double.NaN);
      return new SymmetricEigen(undefined, a, size);
    }
    int exponent = largest == 0 ? 0 : Math.getExponent(largest);
    a.scale(-exponent);
    double[] diagonal = new double[size];
    double[] beside = new double[size];
    ColumnMatrix vectors = tridiagonalize(a, diagonal, beside, poll);
    int info = new TridiagonalQr(diagonal, beside, vectors).run(poll);
    return sorted(diagonal, vectors, info, exponent);
  }

  private static void mirror(ColumnMatrix a, boolean lower) {
    for (int j = 0; j < a.columns(); j++) {
      for (int i = j + 1; i < a.rows(); i++) {
        if (lower) {
          a.set(j, i, a.get(i, j));
        } else {
          a.set(i, j, a.get(j, i));
        }
      }
    }
  }

  /** {@code A = Q T Q^T}: fills in the diagonals of T and gives Q. */
  private static ColumnMatrix tridiagonalize(
      ColumnMatrix a, double[] diagonal, double[] beside, Runnable poll) {
    int size = a.rows();
    double[] tau = new double[size];
    for (int k = 0; k < size - 1; k++) {
      poll.run();
      double[] v = a.column(k);
      diagonal[k] = v[k];
      tau[k] = QrFactors.reflector(v, k + 1);
      beside[k] = v[k + 1];
      v[k + 1] = 1;
      update(a, v, tau[k], k + 1);
    }
    if (size > 0) {
      diagonal[size - 1] = a.get(size - 1, size - 1);
    }
    ColumnMatrix q = ColumnMatrix.identity(size, size);
    for (int k = size - 2; k >= 0; k--) {
      poll.run();
      for (int j = k + 1; j < size; j++) {
        QrFactors.reflect(a.column(k), tau[k], k + 1, q.column(j));
      }
    }
    return q;
  }

  /** {@code A = H A H} from a row and column on: {@code A - v w^T - w v^T}. */
  private static void update(ColumnMatrix a, double[] v, double tau, int from) {
    if (tau == 0) {
      return;
    }
    double[] w = new double[v.length];
    for (int j = from; j < v.length; j++) {
      w[j] = tau * Vectors.dot(a.column(j), v, from);
    }
    Vectors.add(-tau / 2 * Vectors.dot(w, v, from), v, w, from);
    for (int j = from; j < v.length; j++) {
      Vectors.add(-w[j], v, a.column(j), from);
      Vectors.add(-v[j], w, a.column(j), from);
    }
  }

  private static SymmetricEigen sorted(
      double[] diagonal, ColumnMatrix vectors, int info, int exponent) {
    int size = diagonal.length;
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> diagonal[i]));
    double[] values = new double[size];
    ColumnMatrix result = new ColumnMatrix(size, size);
    for (int i = 0; i < size; i++) {
      values[i] = Math.scalb(diagonal[order[i]], exponent);
      result.setColumn(i, vectors.column(order[i]));
    }
    return new SymmetricEigen(values, result, info);
  }
}
