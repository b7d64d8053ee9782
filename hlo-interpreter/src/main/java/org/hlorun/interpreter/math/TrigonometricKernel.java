package org.hlorun.interpreter.math;

/**
 * Sine, cosine and arc tangent in double-double arithmetic, relative error below 2^-98.
 *
 * <p>sin and cos: {@link PiReduction} and Taylor series. atan2: one Newton step from the double
 * result of {@link Math#atan2}, by rotating the point back by that angle. Arguments are finite.
 */
final class TrigonometricKernel {
  private static final DoubleDouble[] INVERSE_FACTORIALS = ExponentialKernel.inverseFactorials(30);

  /** Terms up to x^29; those from x^17 on need only double precision. */
  private static final int TERMS = 14;

  private static final int DOUBLE_TERMS = 8;

  /** Below this x is its own sine and tangent to more than 106 bits. */
  private static final double TINY = 0x1p-60;

  private TrigonometricKernel() {}

  /**
   * Sine and cosine of the same angle.
   *
   * @param sin the sine
   * @param cos the cosine
   */
  record SinCos(DoubleDouble sin, DoubleDouble cos) {
    SinCos rotated(int quadrant) {
      return switch (quadrant) {
        case 0 -> this;
        case 1 -> new SinCos(cos, sin.negated());
        case 2 -> new SinCos(sin.negated(), cos.negated());
        default -> new SinCos(cos.negated(), sin);
      };
    }
  }

  static SinCos sinCos(double x) {
    return sinCos(PiReduction.of(x));
  }

  static SinCos sinCos(DoubleDouble x) {
    return sinCos(PiReduction.of(x));
  }

  private static SinCos sinCos(PiReduction angle) {
    DoubleDouble r = angle.remainder();
    return new SinCos(sinReduced(r), cosReduced(r)).rotated(angle.quadrant());
  }

  static DoubleDouble sin(double x) {
    PiReduction angle = PiReduction.of(x);
    return sin(angle.quadrant(), angle.remainder());
  }

  static DoubleDouble cos(double x) {
    PiReduction angle = PiReduction.of(x);
    return sin(angle.quadrant() + 1 & 3, angle.remainder());
  }

  /** sin(pi x); the reduction is exact. */
  static DoubleDouble sinPi(double x) {
    double n = Math.rint(2 * x);
    return sin((int) (n % 4) & 3, PiReduction.PI.times(x - n / 2));
  }

  /** cos(pi x); the reduction is exact. */
  static DoubleDouble cosPi(double x) {
    double n = Math.rint(2 * x);
    return sin((int) (n % 4) + 1 & 3, PiReduction.PI.times(x - n / 2));
  }

  /** Sine and cosine of 2 pi k / n; the reduction to an eighth of a turn is exact. */
  static SinCos ofTurn(long k, long n) {
    long quadrant = (8 * k + n) / (2 * n);
    double rest = 4 * k - quadrant * n;
    DoubleDouble r = DoubleDouble.quotient(rest, n).times(PiReduction.PI).times(0.5);
    return new SinCos(sinReduced(r), cosReduced(r)).rotated((int) (quadrant & 3));
  }

  private static DoubleDouble sin(int quadrant, DoubleDouble r) {
    DoubleDouble value = (quadrant & 1) == 0 ? sinReduced(r) : cosReduced(r);
    return quadrant < 2 ? value : value.negated();
  }

  /** The sine for |x| up to about 0.8. */
  static DoubleDouble sinReduced(DoubleDouble x) {
    if (Math.abs(x.hi()) < TINY) {
      return x;
    }
    DoubleDouble z = x.squared();
    return series(z, 1).times(z).times(x).plus(x);
  }

  /** The cosine for |x| up to about 0.8. */
  static DoubleDouble cosReduced(DoubleDouble x) {
    DoubleDouble z = x.squared();
    return series(z, 0).times(z).plus(1.0);
  }

  /** The sum of (-1)^k z^(k-1) / (2k + odd)! from k = 1 on. */
  private static DoubleDouble series(DoubleDouble z, int odd) {
    double tail = 0;
    for (int k = TERMS; k >= DOUBLE_TERMS; k--) {
      double c = INVERSE_FACTORIALS[2 * k + odd].hi();
      tail = Math.fma(tail, z.hi(), (k & 1) == 0 ? c : -c);
    }
    DoubleDouble p = DoubleDouble.of(tail);
    for (int k = DOUBLE_TERMS - 1; k >= 1; k--) {
      DoubleDouble c = INVERSE_FACTORIALS[2 * k + odd];
      p = p.times(z).plus((k & 1) == 0 ? c : c.negated());
    }
    return p;
  }

  /** The angle of the point (x, y), not both zero, in [-pi, pi]. */
  static DoubleDouble atan2(DoubleDouble y, DoubleDouble x) {
    if (y.hi() == 0) {
      return x.hi() < 0 ? PiReduction.PI.withSignOf(y.hi()) : y;
    }
    if (x.hi() == 0) {
      return PiReduction.HALF_PI.withSignOf(y.hi());
    }
    int exponent = ScaledDoubleDouble.of(Math.max(Math.abs(y.hi()), Math.abs(x.hi()))).exponent();
    DoubleDouble ys = y.scaled(-exponent);
    DoubleDouble xs = x.scaled(-exponent);
    if (Math.abs(ys.hi()) < 0x1p-120) {
      // Unscaled, since ys may have lost bits to underflow.
      return xs.hi() > 0 ? y.dividedBy(x) : PiReduction.PI.withSignOf(ys.hi());
    }
    double guess = Math.atan2(ys.hi(), xs.hi());
    SinCos back = sinCos(guess);
    DoubleDouble across = ys.times(back.cos()).minus(xs.times(back.sin()));
    DoubleDouble along = xs.times(back.cos()).plus(ys.times(back.sin()));
    // The angle left is of the order of 2^-52, where it equals its tangent to 106 bits.
    return DoubleDouble.of(guess).plus(across.dividedBy(along));
  }
}
