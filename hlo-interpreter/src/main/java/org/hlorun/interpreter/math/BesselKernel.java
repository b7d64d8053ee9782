package org.hlorun.interpreter.math;

/**
 * The exponentially scaled modified Bessel function I1 in double-double arithmetic, relative error
 * below 2^-70: its power series, or for large arguments its asymptotic expansion (NIST Handbook of
 * Mathematical Functions, 10.25.2 and 10.40.1).
 */
final class BesselKernel {
  private static final DoubleDouble INVERSE_SQRT_TWO_PI =
      new DoubleDouble(0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56);

  /** From here on the terms of the expansion fall below 2^-72 before they grow again. */
  private static final double ASYMPTOTIC_FROM = 34;

  private static final double PRECISION = 0x1p-75;

  private BesselKernel() {}

  /** e^-x I1(x) for x above 2^-60. */
  static DoubleDouble i1e(double x) {
    return x < ASYMPTOTIC_FROM ? series(x) : expansion(x);
  }

  private static DoubleDouble series(double x) {
    DoubleDouble quarterSquare = DoubleDouble.product(x, x).timesPowerOfTwo(0.25);
    DoubleDouble term = DoubleDouble.ONE;
    DoubleDouble sum = term;
    for (int k = 1; term.hi() > sum.hi() * PRECISION; k++) {
      term = term.times(quarterSquare).dividedBy((double) k * (k + 1));
      sum = sum.plus(term);
    }
    ScaledDoubleDouble exp = ExponentialKernel.exp(DoubleDouble.of(-x));
    return exp.times(sum).toDoubleDouble().times(x / 2);
  }

  private static DoubleDouble expansion(double x) {
    DoubleDouble inverse = DoubleDouble.quotient(0.125, x);
    DoubleDouble term = DoubleDouble.ONE;
    DoubleDouble sum = term;
    for (int k = 1; Math.abs(term.hi()) > PRECISION; k++) {
      double odd = 2 * k - 1;
      term = term.times(inverse).times(odd * odd - 4).dividedBy(k);
      sum = sum.plus(term);
    }
    return sum.times(INVERSE_SQRT_TWO_PI).dividedBy(DoubleDouble.of(x).sqrt());
  }
}
