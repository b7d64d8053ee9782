package org.hlorun.interpreter.lapack;

/**
 * {@code A = Q R} by Householder reflectors, as {@code geqrf} packs it: R in the upper triangle,
 * and below the diagonal the vectors {@code v} of the reflectors {@code H = I - tau v v^T}, whose
 * first elements are ones; Q is the product of all of them (G. Golub and C. Van Loan, Matrix
 * Computations, 5.2.2).
 *
 * @param packed R and the vectors
 * @param tau a factor for each reflector
 */
public record QrFactors(ColumnMatrix packed, double[] tau) {

  /**
   * Factors a matrix of any shape, which it overwrites.
   *
   * @param poll called often
   */
  public static QrFactors of(ColumnMatrix a, Runnable poll) {
    double[] tau = new double[Math.min(a.rows(), a.columns())];
    for (int k = 0; k < tau.length; k++) {
      poll.run();
      double[] v = a.column(k);
      tau[k] = reflector(v, k);
      for (int j = k + 1; j < a.columns(); j++) {
        reflect(v, tau[k], k, a.column(j));
      }
    }
    return new QrFactors(a, tau);
  }

  /**
   * Puts into the place of x from an element on what {@code larfg} puts there: {@code beta}, the
   * length with the sign that x[from] does not have, and then v without its first element, so that
   * {@code (I - tau v v^T) x = beta e}. Where x has zeros only behind its first element, that stays
   * and tau is 0.
   *
   * @return tau
   */
  static double reflector(double[] x, int from) {
    if (Vectors.largest(x, from + 1) == 0) {
      return 0;
    }
    double largest = Vectors.largest(x, from);
    int exponent = largest < Double.POSITIVE_INFINITY ? Math.getExponent(largest) : 0;
    for (int i = from; i < x.length; i++) {
      x[i] = Math.scalb(x[i], -exponent);
    }
    double alpha = x[from];
    double beta = -Math.copySign(Vectors.length(x, from), alpha);
    Vectors.multiply(x, 1 / (alpha - beta), from + 1);
    x[from] = Math.scalb(beta, exponent);
    return (beta - alpha) / beta;
  }

  /** {@code y = (I - tau v v^T) y}; v[from] is taken for 1. */
  static void reflect(double[] v, double tau, int from, double[] y) {
    if (tau != 0) {
      double product = tau * (y[from] + Vectors.dot(v, y, from + 1));
      y[from] -= product;
      Vectors.add(-product, v, y, from + 1);
    }
  }

  /** {@code y = Q y}. */
  void multiply(double[] y) {
    for (int k = tau.length - 1; k >= 0; k--) {
      reflect(packed.column(k), tau[k], k, y);
    }
  }

  /**
   * The first columns of Q, as {@code orgqr} gives them.
   *
   * @param columns how many, not less than reflectors and not more than rows
   * @param poll called often
   */
  public ColumnMatrix orthogonal(int columns, Runnable poll) {
    ColumnMatrix q = ColumnMatrix.identity(packed.rows(), columns);
    for (int k = tau.length - 1; k >= 0; k--) {
      poll.run();
      for (int j = k; j < columns; j++) {
        reflect(packed.column(k), tau[k], k, q.column(j));
      }
    }
    return q;
  }
}
