package org.hlorun.interpreter.linalg;

import java.util.Arrays;

/**
 * A sum of products in twice the precision of {@code double} (algorithm Dot2 of Ogita, Rump and
 * Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005).
 */
final class ProductSum {
  private double high;
  private double low;

  /** Some sums of nothing yet. */
  static ProductSum[] array(int count) {
    ProductSum[] sums = new ProductSum[count];
    Arrays.setAll(sums, i -> new ProductSum());
    return sums;
  }

  /** Starts anew. */
  void start(double value) {
    high = value;
    low = 0;
  }

  /** Adds {@code a[i]} for {@code from <= i < to}. */
  void addAll(double[] a, int from, int to) {
    double h = high;
    double l = low;
    for (int i = from; i < to; i++) {
      double sum = h + a[i];
      double added = sum - h;
      l += (h - (sum - added)) + (a[i] - added);
      h = sum;
    }
    high = h;
    low = l;
  }

  /** Adds {@code a[i] * b[i]} for {@code from <= i < to}. */
  void addProducts(double[] a, double[] b, int from, int to) {
    double h = high;
    double l = low;
    for (int i = from; i < to; i++) {
      double product = a[i] * b[i];
      double productError = Math.fma(a[i], b[i], -product);
      double sum = h + product;
      double added = sum - h;
      l += (h - (sum - added)) + (product - added) + productError;
      h = sum;
    }
    high = h;
    low = l;
  }

  /** Subtracts {@code a[i] * b[i]} for {@code from <= i < to}. */
  void subtractProducts(double[] a, double[] b, int from, int to) {
    double h = high;
    double l = low;
    for (int i = from; i < to; i++) {
      double product = -a[i] * b[i];
      double productError = Math.fma(-a[i], b[i], -product);
      double sum = h + product;
      double added = sum - h;
      l += (h - (sum - added)) + (product - added) + productError;
      h = sum;
    }
    high = h;
    low = l;
  }

  /** The sum rounded to {@code double}. */
  double value() {
    // Once a sum overflows its error term is no number; the sum itself is what IEEE says.
    return Double.isFinite(low) ? high + low : high;
  }

  /** What {@link #value} leaves over. */
  double rest() {
    double rest = (high - value()) + low;
    return Double.isFinite(rest) ? rest : 0;
  }
}
