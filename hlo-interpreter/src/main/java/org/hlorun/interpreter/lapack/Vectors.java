package org.hlorun.interpreter.lapack;

/** Arithmetic on parts of columns, from an element on. */
final class Vectors {
  /** Squares of numbers within these exponents, and sums of them, are normal numbers. */
  private static final int SAFE_EXPONENT = 480;

  private Vectors() {}

  /** Four sums side by side, as one addition takes longer than it takes to begin the next ones. */
  static double dot(double[] x, double[] y, int from) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = from;
    for (; i < x.length - 3; i += 4) {
      sum0 += x[i] * y[i];
      sum1 += x[i + 1] * y[i + 1];
      sum2 += x[i + 2] * y[i + 2];
      sum3 += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      sum0 += x[i] * y[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  /** {@code y += factor x}. */
  static void add(double factor, double[] x, double[] y, int from) {
    for (int i = from; i < x.length; i++) {
      y[i] += factor * x[i];
    }
  }

  static void multiply(double[] x, double factor, int from) {
    for (int i = from; i < x.length; i++) {
      x[i] *= factor;
    }
  }

  /** {@code (x, y) = (c x - s y, s x + c y)}: the plane of two columns turned. */
  static void rotate(double[] x, double[] y, double c, double s) {
    for (int i = 0; i < x.length; i++) {
      double xi = x[i];
      double yi = y[i];
      x[i] = c * xi - s * yi;
      y[i] = s * xi + c * yi;
    }
  }

  /** The largest magnitude; NaN if an element is no number. */
  static double largest(double[] x, int from) {
    double largest = 0;
    for (int i = from; i < x.length; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    return largest;
  }

  /** The Euclidean length; what overflows or underflows when squared is scaled before. */
  static double length(double[] x, int from) {
    double largest = largest(x, from);
    if (!(largest > 0 && largest < Double.POSITIVE_INFINITY)) {
      return largest;
    }
    int exponent = Math.getExponent(largest);
    if (Math.abs(exponent) < SAFE_EXPONENT) {
      return Math.sqrt(dot(x, x, from));
    }
    double sum = 0;
    for (int i = from; i < x.length; i++) {
      double scaled = Math.scalb(x[i], -exponent);
      sum += scaled * scaled;
    }
    return Math.scalb(Math.sqrt(sum), exponent);
  }
}
