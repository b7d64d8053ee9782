package org.hlorun.interpreter.linalg;

/**
 * A sum of products in twice the precision of {@code double} (algorithm Dot2 of Ogita, Rump and
 * Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005).
 */
final class ProductSum {
  private double high;
  private double low;

  /** Starts anew. */
  void start(double value) {
    high = value;
    low = 0;
  }

  void add(double value) {
    double sum = high + value;
    double added = sum - high;
    low += (high - (sum - added)) + (value - added);
    high = sum;
  }

  void addProduct(double a, double b) {
    double product = a * b;
    add(product);
    low += Math.fma(a, b, -product);
  }

  void subtractProduct(double a, double b) {
    addProduct(-a, b);
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
