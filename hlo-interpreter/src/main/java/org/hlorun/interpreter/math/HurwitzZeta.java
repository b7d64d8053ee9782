package org.hlorun.interpreter.math;

/**
 * The Hurwitz zeta function in double-double arithmetic, by direct summation of the first terms and
 * the Euler-Maclaurin formula for the rest (NIST Digital Library of Mathematical Functions,
 * 25.11.28), and the polygamma functions, which are multiples of it (ibid. 5.15.1 and 25.11.12).
 */
public final class HurwitzZeta {
  /**
   * Terms are summed one by one until k + q is x and this much more: from there on, what the
   * formula leaves out is less than 2^-70 of what it gives.
   */
  private static final double BEYOND = 30;

  /** Terms below this part of the sum no longer count. */
  private static final double NEGLIGIBLE = 0x1p-110;

  /** Beyond e to this power, everything is infinite, or zero. */
  private static final double MAX_EXPONENT = 10_000;

  /** B(2k) / (2k)! for k = 1, 2, ... */
  private static final DoubleDouble[] COEFFICIENTS = coefficients();

  private HurwitzZeta() {}

  private static DoubleDouble[] coefficients() {
    DoubleDouble[] inverseFactorials = ExponentialKernel.inverseFactorials(30);
    DoubleDouble[] result = new DoubleDouble[14];
    for (int k = 1; k <= result.length; k++) {
      result[k - 1] =
          DoubleDouble.quotient(
                  GammaCoefficients.BERNOULLI_NUMERATORS[k - 1],
                  GammaCoefficients.BERNOULLI_DENOMINATORS[k - 1])
              .times(inverseFactorials[2 * k]);
    }
    return result;
  }

  /**
   * The sum of (k + q)^-x over k = 0, 1, ...; NaN for x below 1, infinity at x = 1 and at the poles
   * q = 0, -1, -2, ... (NaN there if x is not an even integer); for other negative q defined for
   * integers x only. The error is below 1 unit in the last place.
   */
  public static double zeta(double x, double q) {
    return zeta(x, q, DoubleDouble.ZERO);
  }

  /**
   * The derivative of order n of digamma at x; NaN if n is not an integer of at least 0. The error
   * is below 1 unit in the last place for n below 10^9.
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
    if (n >= 0x1p52) {
      return Double.NaN; // n + 1 is no longer the next number
    }
    DoubleDouble logFactorial =
        n == 1 ? DoubleDouble.ZERO : GammaKernel.logGamma(n + 1); // log gamma(2) is a zero
    double product = zeta(n + 1, x, logFactorial);
    return n % 2 == 0 ? -product : product;
  }

  /** e^logFactor times zeta(x, q). */
  private static double zeta(double x, double q, DoubleDouble logFactor) {
    if (Double.isNaN(x) || Double.isNaN(q) || x < 1) {
      return Double.NaN;
    }
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isInfinite(x)) {
      return q > 1 ? 0 : q == 1 ? 1 : q > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    if (q > 0) {
      return Double.isInfinite(q) ? 0 : positive(x, DoubleDouble.of(q), logFactor).toDouble();
    }
    boolean integer = x == Math.rint(x);
    if (q == Math.rint(q)) {
      return integer && x % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return integer ? negative(x, q, logFactor) : Double.NaN;
  }

  /**
   * For q = f - m with an integer m and f between 0 and 1, the terms with k below m are those of
   * zeta(x, 1 - f) that zeta(x, 1 - q) has not, with the sign of (-1)^x.
   */
  private static double negative(double x, double q, DoubleDouble logFactor) {
    double m = Math.ceil(-q);
    DoubleDouble f = DoubleDouble.sum(q, m);
    boolean even = x % 2 == 0;
    ScaledDoubleDouble beyond = positive(x, DoubleDouble.sum(1, -q), logFactor);
    if (!even && f.equals(DoubleDouble.of(0.5))) {
      return beyond.toDouble(); // the others cancel, though they may be infinite
    }
    ScaledDoubleDouble above = positive(x, f, logFactor);
    ScaledDoubleDouble below = positive(x, DoubleDouble.sum(1 - m, -q), logFactor);
    if (Double.isInfinite(above.toDouble()) || Double.isInfinite(below.toDouble())) {
      return even || f.hi() < 0.5 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    DoubleDouble terms = below.toDoubleDouble().minus(beyond.toDoubleDouble());
    return above.toDoubleDouble().plus(even ? terms : terms.negated()).toDouble();
  }

  /** e^logFactor times zeta(x, q) for finite x > 1 and finite q > 0. */
  private static ScaledDoubleDouble positive(double x, DoubleDouble q, DoubleDouble logFactor) {
    DoubleDouble logQ = ExponentialKernel.log(q);
    // Multiples of q^(1 - x) for large q, where q^-x is too small, else of q^-x.
    boolean large = q.hi() >= 1;
    DoubleDouble exponent =
        logQ.times(large ? DoubleDouble.sum(1, -x) : DoubleDouble.of(-x)).plus(logFactor);
    if (!(Math.abs(exponent.hi()) < MAX_EXPONENT)) {
      int power = exponent.hi() > 0 ? 1 << 15 : -(1 << 15);
      return new ScaledDoubleDouble(DoubleDouble.ONE, power);
    }
    DoubleDouble sum = DoubleDouble.ZERO;
    DoubleDouble a = q;
    while (a.hi() < x + BEYOND) {
      DoubleDouble term = ratio(x, a, logQ);
      sum = sum.plus(term);
      if (term.hi() < sum.hi() * NEGLIGIBLE) {
        return power(exponent, large ? sum.dividedBy(q) : sum);
      }
      a = a.plus(1.0);
    }
    DoubleDouble rest = ratio(x, a, logQ).times(tail(x, a));
    return power(
        exponent,
        large ? sum.dividedBy(q).plus(rest.times(a.dividedBy(q))) : sum.plus(rest.times(a)));
  }

  private static ScaledDoubleDouble power(DoubleDouble exponent, DoubleDouble factor) {
    return ExponentialKernel.exp(exponent).times(factor);
  }

  /** (a / q)^-x. */
  private static DoubleDouble ratio(double x, DoubleDouble a, DoubleDouble logQ) {
    DoubleDouble exponent = logQ.minus(ExponentialKernel.log(a)).times(x);
    return exponent.hi() < -700
        ? DoubleDouble.ZERO
        : ExponentialKernel.exp(exponent).toDoubleDouble();
  }

  /** The sum of (k + a)^-x over all k, divided by a^(1 - x). */
  private static DoubleDouble tail(double x, DoubleDouble a) {
    DoubleDouble inverse = a.reciprocal();
    DoubleDouble sum = DoubleDouble.sum(x, -1).reciprocal().plus(inverse.timesPowerOfTwo(0.5));
    DoubleDouble factor = inverse.squared().times(x);
    for (int k = 1; k <= COEFFICIENTS.length; k++) {
      sum = sum.plus(COEFFICIENTS[k - 1].times(factor));
      DoubleDouble step = DoubleDouble.sum(x, 2 * k - 1).times(DoubleDouble.sum(x, 2 * k));
      factor = factor.times(inverse).times(inverse).times(step);
    }
    return sum;
  }
}
