package org.hlorun.interpreter.elementwise;

/** Division of complex numbers. */
final class ComplexQuotient {
  private ComplexQuotient() {}

  /**
   * {@code (a + bi) / (c + di)}: the numbers are scaled near 1, and numerators and denominator are
   * sums of two products kept to twice the precision. Infinities and division by zero follow C99
   * annex G.5.1.
   */
  static void divide(double a, double b, double c, double d, ComplexNumber result) {
    int scaleUp = -exponent(a, b);
    int scaleDown = -exponent(c, d);
    double re = Math.scalb(a, scaleUp);
    double im = Math.scalb(b, scaleUp);
    double cs = Math.scalb(c, scaleDown);
    double ds = Math.scalb(d, scaleDown);
    int scale = scaleDown - scaleUp;
    double x = scaled(quotient(re, cs, im, ds, cs, ds), scale);
    double y = scaled(quotient(im, cs, -re, ds, cs, ds), scale);
    if (Double.isNaN(x) && Double.isNaN(y)) {
      recover(a, b, c, d, result);
    } else {
      result.set(x, y);
    }
  }

  /** The exponent of the greater component; 0 for zeros, infinities and NaNs. */
  private static int exponent(double x, double y) {
    double greater = Math.max(Math.abs(x), Math.abs(y));
    if (!(greater > 0 && greater < Double.POSITIVE_INFINITY)) {
      return 0;
    }
    return greater < Double.MIN_NORMAL
        ? Math.getExponent(greater * 0x1p60) - 60
        : Math.getExponent(greater);
  }

  /** In two steps, since the exponent may exceed what one {@code double} spans. */
  private static double scaled(double x, int exponent) {
    int half = exponent / 2;
    return Math.scalb(Math.scalb(x, half), exponent - half);
  }

  /** {@code (a * c + b * d) / (u^2 + v^2)}. */
  private static double quotient(double a, double c, double b, double d, double u, double v) {
    double numerator = a * c + b * d;
    double denominator = u * u + v * v;
    double approximate = numerator / denominator;
    if (!Double.isFinite(approximate) || Double.isInfinite(denominator)) {
      return approximate;
    }
    double numeratorRest = rest(a, c, b, d, numerator);
    double denominatorRest = rest(u, u, v, v, denominator);
    double remainder =
        Math.fma(-approximate, denominator, numerator)
            + (numeratorRest - approximate * denominatorRest);
    double correction = remainder / denominator;
    // A correction of zero must not turn the quotient -0 into +0.
    return correction == 0 ? approximate : approximate + correction;
  }

  /** What {@code sum}, the rounded {@code a * c + b * d}, is short of the exact value. */
  private static double rest(double a, double c, double b, double d, double sum) {
    double first = a * c;
    double second = b * d;
    double firstRest = Math.fma(a, c, -first);
    double secondRest = Math.fma(b, d, -second);
    double part = sum - first;
    double sumRest = (first - (sum - part)) + (second - part);
    return sumRest + (firstRest + secondRest);
  }

  private static void recover(double a, double b, double c, double d, ComplexNumber result) {
    if (c == 0 && d == 0 && !(Double.isNaN(a) && Double.isNaN(b))) {
      double infinity = Math.copySign(Double.POSITIVE_INFINITY, c);
      result.set(infinity * a, infinity * b);
    } else if (isInfinite(a, b) && Double.isFinite(c) && Double.isFinite(d)) {
      double re = boxed(a);
      double im = boxed(b);
      result.set(
          Double.POSITIVE_INFINITY * (re * c + im * d),
          Double.POSITIVE_INFINITY * (im * c - re * d));
    } else if (isInfinite(c, d) && Double.isFinite(a) && Double.isFinite(b)) {
      double re = boxed(c);
      double im = boxed(d);
      result.set(0 * (a * re + b * im), 0 * (b * re - a * im));
    } else {
      result.set(Double.NaN, Double.NaN);
    }
  }

  private static boolean isInfinite(double x, double y) {
    return Double.isInfinite(x) || Double.isInfinite(y);
  }

  /** An infinity as 1 of its sign, anything else as 0 of its sign. */
  private static double boxed(double x) {
    return Math.copySign(Double.isInfinite(x) ? 1 : 0, x);
  }
}
