package org.hlorun.interpreter.math;

/**
 * erf, erfc and the inverse of erf in double-double arithmetic, relative error below 2^-95 (the
 * inverse 2^-70).
 *
 * <p>Small arguments of erf: Maclaurin series. erfc: the trapezoidal rule applied to an integral
 * representation, with the residue of its pole (C. Chiarella and A. Reichel, "On the evaluation of
 * integrals related to the error function", Math. Comp. 22, 1968; D. Hunter and T. Regan, "A note
 * on the evaluation of the complementary error function", Math. Comp. 26, 1972). With the step h
 * its relative error is about e^(-(pi/h)^2).
 */
final class ErrorFunctionKernel {
  private static final DoubleDouble TWO_OVER_SQRT_PI =
      new DoubleDouble(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56);

  /** The step of the trapezoidal rule: its squares are exact and (pi/h)^2 is 110 ln 2. */
  private static final double STEP = 0x1.7p-2;

  private static final int NODES = 24;
  private static final DoubleDouble[] WEIGHTS = weights();

  /** Terms of the Maclaurin series for |x| up to 1/2; the last ones need only double precision. */
  private static final int TERMS = 21;

  private static final int DOUBLE_TERMS = 11;
  private static final DoubleDouble[] COEFFICIENTS = coefficients();

  private ErrorFunctionKernel() {}

  /** e^(-(n h)^2). */
  private static DoubleDouble[] weights() {
    DoubleDouble[] result = new DoubleDouble[NODES + 1];
    for (int n = 0; n <= NODES; n++) {
      double t = n * STEP;
      result[n] = ExponentialKernel.exp(DoubleDouble.of(-t * t)).toDoubleDouble();
    }
    return result;
  }

  /** (-1)^n / (n! (2n + 1)). */
  private static DoubleDouble[] coefficients() {
    DoubleDouble[] result = ExponentialKernel.inverseFactorials(TERMS + 1);
    for (int n = 0; n <= TERMS; n++) {
      result[n] = result[n].dividedBy((n & 1) == 0 ? 2 * n + 1 : -(2 * n + 1));
    }
    return result;
  }

  /** erf(x) / x for |x| up to 1/2. */
  private static DoubleDouble erfOverX(double x) {
    DoubleDouble z = DoubleDouble.product(x, x);
    double tail = 0;
    for (int n = TERMS; n >= DOUBLE_TERMS; n--) {
      tail = Math.fma(tail, z.hi(), COEFFICIENTS[n].hi());
    }
    DoubleDouble p = DoubleDouble.of(tail);
    for (int n = DOUBLE_TERMS - 1; n >= 0; n--) {
      p = p.times(z).plus(COEFFICIENTS[n]);
    }
    return p.times(TWO_OVER_SQRT_PI);
  }

  /** erf(x) for any |x| up to 7. */
  static ScaledDoubleDouble erf(double x) {
    double a = Math.abs(x);
    if (a <= 0.5) {
      return ScaledDoubleDouble.of(x).times(erfOverX(x));
    }
    DoubleDouble result = DoubleDouble.ONE.minus(erfcPositive(a).toDoubleDouble());
    return ScaledDoubleDouble.of(result.withSignOf(x));
  }

  /** erfc(x) for any x from -7 to 30. */
  static ScaledDoubleDouble erfc(double x) {
    if (x > 0.25) {
      return erfcPositive(x);
    }
    return ScaledDoubleDouble.of(DoubleDouble.ONE.minus(erf(x).toDoubleDouble()));
  }

  private static ScaledDoubleDouble erfcPositive(double x) {
    DoubleDouble square = DoubleDouble.product(x, x);
    DoubleDouble sum = DoubleDouble.ZERO;
    for (int n = NODES; n >= 1; n--) {
      double t = n * STEP;
      sum = sum.plus(WEIGHTS[n].dividedBy(square.plus(t * t)));
    }
    sum = sum.timesPowerOfTwo(2).plus(square.reciprocal()).times(DoubleDouble.product(STEP, x));
    ScaledDoubleDouble main =
        ExponentialKernel.exp(square.negated()).times(sum.dividedBy(PiReduction.PI));
    if (x > 8) {
      return main;
    }
    DoubleDouble pole = PiReduction.PI.times(2 * x).dividedBy(STEP);
    DoubleDouble residue = DoubleDouble.of(2).dividedBy(ExponentialKernel.expm1(pole));
    return ScaledDoubleDouble.of(main.toDoubleDouble().minus(residue));
  }

  /** The y with erf(y) = x, for 0 < |x| < 1. */
  static ScaledDoubleDouble erfInverse(double x) {
    double a = Math.abs(x);
    if (a < 0x1p-40) {
      return ScaledDoubleDouble.of(x).dividedBy(TWO_OVER_SQRT_PI);
    }
    double y = RealMath32.erfInv(a);
    // 1 - a is exact where it is used; Halley's step triples the digits.
    DoubleDouble miss =
        a < 0.5
            ? erf(y).toDoubleDouble().minus(a)
            : DoubleDouble.of(1 - a).minus(erfc(y).toDoubleDouble());
    DoubleDouble result = DoubleDouble.sum(y, -halleyStep(y, miss.toDouble()));
    return ScaledDoubleDouble.of(result.withSignOf(x));
  }

  private static double halleyStep(double y, double miss) {
    double newton = miss * Math.exp(y * y) / TWO_OVER_SQRT_PI.hi();
    return newton / (1 + y * newton);
  }
}
