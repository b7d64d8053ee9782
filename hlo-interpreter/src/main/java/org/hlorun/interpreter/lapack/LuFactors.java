package org.hlorun.interpreter.lapack;

/**
 * {@code P A = L U} with partial pivoting, as {@code getrf} packs it: U in the upper triangle, L
 * below the diagonal without its ones. Gaussian elimination by outer products (G. Golub and C. Van
 * Loan, Matrix Computations, 3.4.1); of candidates of one magnitude the first is the pivot.
 *
 * @param packed both factors
 * @param pivots row {@code i} was exchanged with row {@code pivots[i]}, counted from 1, in order
 * @param info 0, or the first column, counted from 1, whose pivot is zero: U is singular
 */
public record LuFactors(ColumnMatrix packed, int[] pivots, int info) {

  /**
   * Factors a matrix of any shape, which it overwrites.
   *
   * @param poll called often
   */
  public static LuFactors of(ColumnMatrix a, Runnable poll) {
    int steps = Math.min(a.rows(), a.columns());
    int[] pivots = new int[steps];
    int info = 0;
    for (int k = 0; k < steps; k++) {
      poll.run();
      int pivot = largest(a.column(k), k);
      pivots[k] = pivot + 1;
      if (a.get(pivot, k) == 0) {
        info = info == 0 ? k + 1 : info;
        continue; // the column is zero from here down: there is nothing to eliminate
      }
      exchange(a, k, pivot);
      eliminate(a, k);
    }
    return new LuFactors(a, pivots, info);
  }

  private static int largest(double[] column, int from) {
    int best = from;
    for (int i = from + 1; i < column.length; i++) {
      if (Math.abs(column[i]) > Math.abs(column[best])) {
        best = i;
      }
    }
    return best;
  }

  private static void exchange(ColumnMatrix a, int row, int other) {
    for (int j = 0; j < a.columns() && row != other; j++) {
      double[] column = a.column(j);
      double element = column[row];
      column[row] = column[other];
      column[other] = element;
    }
  }

  private static void eliminate(ColumnMatrix a, int k) {
    double[] factors = a.column(k);
    for (int i = k + 1; i < factors.length; i++) {
      factors[i] /= factors[k];
    }
    for (int j = k + 1; j < a.columns(); j++) {
      double[] column = a.column(j);
      Vectors.add(-column[k], factors, column, k + 1);
    }
  }
}
