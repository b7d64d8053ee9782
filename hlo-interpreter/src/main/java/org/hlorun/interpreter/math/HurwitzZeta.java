package org.hlorun.interpreter.math;

/**
 * The Hurwitz zeta function, by direct summation of the first terms and the Euler-Maclaurin formula
 * for the rest (NIST Digital Library of Mathematical Functions, 25.11.28), and the polygamma
 * functions, which are multiples of it (ibid. 5.15.1 and 25.11.12).
 */
public final class HurwitzZeta {
  /** B(2k) / (2k)! for k = 1, 2, ... */
  private static final double[] BERNOULLI = {
    1.0 / 12,
    -1.0 / 720,
    1.0 / 30240,
    -1.0 / 1209600,
    1.0 / 47900160,
    -691.0 / 1307674368000.0,
    1.0 / 74724249600.0,
    -3617.0 / 10670622842880000.0,
    43867.0 / 5109094217170944000.0,
    -174611.0 / 802857662698291200000.0
  };

  /** Terms are summed one by one until q is at least this. */
  private static final double LARGE = 12;

  private HurwitzZeta() {}

  /**
   * The sum of (k + q)^-x over k = 0, 1, ...; NaN for x below 1, infinity at x = 1 and at the poles
   * q = 0, -1, -2, ... (NaN there if x is not an even integer); for other negative q defined for
   * integers x only.
   */
  public static double zeta(double x, double q) {
    if (Double.isNaN(x) || Double.isNaN(q) || x < 1) {
      return Double.NaN;
    }
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    boolean integer = x == Math.rint(x);
    if (q <= 0) {
      if (q == Math.rint(q)) {
        return integer && x % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      if (!integer || q < -1e6) {
        return Double.NaN;
      }
    }
    DoubleDouble sum = new DoubleDouble(0, 0);
    double a = q;
    while (a < LARGE) {
      double term = Math.pow(a, -x);
      sum = sum.plus(term);
      if (a > 0 && term < Math.abs(sum.hi()) * 0x1p-70) {
        return sum.toDouble();
      }
      a += 1;
    }
    return tail(sum, x, a).toDouble();
  }

  /** The sum from (a)^-x on, added to what comes before. */
  private static DoubleDouble tail(DoubleDouble before, double x, double a) {
    double power = Math.pow(a, -x);
    DoubleDouble sum = before.plus(power * a / (x - 1)).plus(power / 2);
    double factor = x * power / a;
    for (int k = 0; k < BERNOULLI.length; k++) {
      sum = sum.plus(BERNOULLI[k] * factor);
      factor *= (x + 2 * k + 1) / a * ((x + 2 * k + 2) / a);
    }
    return sum;
  }

  /**
   * The derivative of order n of digamma at x; NaN if n is not an integer of at least 0.
   *
   * <p>For n > 0 it is (-1)^(n+1) n! zeta(n + 1, x).
   */
  public static double polygamma(double n, double x) {
    if (!(n >= 0) || n != Math.rint(n)) {
      return Double.NaN;
    }
    if (n == 0) {
      return RealMath.digamma(x);
    }
    double factorial = Math.exp(RealMath.lgamma(n + 1));
    if (n <= 20) {
      factorial = 1;
      for (int k = 2; k <= n; k++) {
        factorial *= k;
      }
    }
    double zeta = zeta(n + 1, x);
    return n % 2 == 0 ? -factorial * zeta : factorial * zeta;
  }
}
