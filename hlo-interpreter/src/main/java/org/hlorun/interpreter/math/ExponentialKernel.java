package org.hlorun.interpreter.math;

/**
 * Exponential and logarithm in double-double arithmetic, relative error below 2^-98.
 *
 * <p>exp: additive reduction by multiples of ln 2, then division by 64, Taylor series of expm1 and
 * six doublings by expm1(2x) = expm1(x) (expm1(x) + 2). log: one Newton step from the double result
 * of {@link Math#log1p}, which doubles its precision. Arguments are finite.
 */
final class ExponentialKernel {
  static final DoubleDouble LN2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
  private static final double LN2_THIRD_PART = 0x1.7b57a079a1934p-111;

  /** Below this the second term of any of the series is beyond 106 bits. */
  private static final double TINY = 0x1p-120;

  /** Number of Taylor coefficients used; those from DOUBLE_TERMS on need only double precision. */
  private static final int TERMS = 13;

  private static final int DOUBLE_TERMS = 7;
  private static final DoubleDouble[] INVERSE_FACTORIALS = inverseFactorials(30);

  private ExponentialKernel() {}

  /** 1/n! for n below the limit (at most 30, so that n! is an exact double-double). */
  static DoubleDouble[] inverseFactorials(int limit) {
    DoubleDouble[] result = new DoubleDouble[limit];
    DoubleDouble factorial = DoubleDouble.ONE;
    for (int n = 0; n < limit; n++) {
      factorial = n == 0 ? factorial : factorial.times(n);
      result[n] = factorial.reciprocal();
    }
    return result;
  }

  /** e^x for |x| up to 2^20; the mantissa of the result is between 0.7 and 1.5. */
  static ScaledDoubleDouble exp(DoubleDouble x) {
    int k = multipleOfLn2(x);
    return new ScaledDoubleDouble(expm1Reduced(minusMultipleOfLn2(x, k)).plus(1.0), k);
  }

  /** e^x - 1 for |x| up to 700. */
  static DoubleDouble expm1(DoubleDouble x) {
    int k = multipleOfLn2(x);
    if (k == 0) {
      return expm1Reduced(x);
    }
    return expm1Reduced(minusMultipleOfLn2(x, k)).plus(1.0).scaled(k).minus(1.0);
  }

  private static int multipleOfLn2(DoubleDouble x) {
    return (int) Math.rint(x.hi() / LN2.hi());
  }

  private static DoubleDouble minusMultipleOfLn2(DoubleDouble x, int k) {
    if (k == 0) {
      return x;
    }
    return x.minus(DoubleDouble.product(k, LN2.hi()))
        .minus(DoubleDouble.product(k, LN2.lo()))
        .minus(k * LN2_THIRD_PART);
  }

  /** expm1 for |x| up to about 0.36. */
  private static DoubleDouble expm1Reduced(DoubleDouble x) {
    if (Math.abs(x.hi()) < TINY) {
      return x;
    }
    DoubleDouble r = x.timesPowerOfTwo(0x1p-6);
    double tail = 0;
    for (int n = TERMS; n >= DOUBLE_TERMS; n--) {
      tail = Math.fma(tail, r.hi(), INVERSE_FACTORIALS[n].hi());
    }
    DoubleDouble p = DoubleDouble.of(tail);
    for (int n = DOUBLE_TERMS - 1; n >= 2; n--) {
      p = p.times(r).plus(INVERSE_FACTORIALS[n]);
    }
    p = p.times(r).times(r).plus(r);
    for (int i = 0; i < 6; i++) {
      p = p.times(p.plus(2.0));
    }
    return p;
  }

  /** log(1 + x) for x between -1/2 and 1. */
  static DoubleDouble log1pNearZero(DoubleDouble x) {
    if (Math.abs(x.hi()) < TINY) {
      return x;
    }
    double guess = Math.log1p(x.hi());
    // log(1 + x) = guess + log(1 + e) with 1 + e = (1 + x) exp(-guess), e of the order of 2^-53.
    DoubleDouble m = expm1(DoubleDouble.of(-guess));
    double e = m.plus(x).plus(m.times(x)).toDouble();
    return DoubleDouble.fastSum(guess, e - e * e / 2);
  }

  /** log(1 + x) for any x above -1, also where 1 + x overflows 106 bits. */
  static DoubleDouble log1p(DoubleDouble x) {
    return x.hi() >= -0.4 && x.hi() <= 0.8 ? log1pNearZero(x) : log(x.plus(1.0));
  }

  /** log(x) for any positive finite x. */
  static DoubleDouble log(DoubleDouble x) {
    return log(ScaledDoubleDouble.of(x));
  }

  /** log(x) for any positive x. */
  static DoubleDouble log(ScaledDoubleDouble scaled) {
    DoubleDouble x = scaled.value();
    int k = ScaledDoubleDouble.of(x.hi()).exponent();
    DoubleDouble m = x.scaled(-k);
    if (m.hi() > 1.4142135) {
      k++;
      m = m.timesPowerOfTwo(0.5);
    }
    k += scaled.exponent();
    DoubleDouble log = log1pNearZero(m.minus(1.0));
    if (k == 0) {
      return log;
    }
    return DoubleDouble.product(k, LN2.hi()).plus(LN2.lo() * k).plus(log);
  }
}
