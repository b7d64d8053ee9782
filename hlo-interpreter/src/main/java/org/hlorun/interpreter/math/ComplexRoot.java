package org.hlorun.interpreter.math;

/**
 * Complex roots and the inverse sine and cosine made of them, each component rounded once from
 * double-double arithmetic; special values and branch cuts follow C99 Annex G.
 *
 * <p>The inverse functions follow W. Kahan, "Branch cuts for complex elementary functions", in: The
 * State of the Art in Numerical Analysis, 1987: in the first quadrant none of the sums cancels.
 */
final class ComplexRoot {
  private static final double HUGE = 0x1p60;

  /** Below this the square of an imaginary part is beyond the precision of anything it adds to. */
  private static final double TINY = 0x1p-400;

  private ComplexRoot() {}

  /** Components of a complex number beyond the precision or the range of double. */
  record Parts(ScaledDoubleDouble re, ScaledDoubleDouble im) {
    Complex toComplex() {
      return new Complex(re.toDouble(), im.toDouble());
    }
  }

  /** |z| for finite z. */
  static ScaledDoubleDouble abs(double x, double y) {
    return ExactSum.ofProducts(x, x, y, y).sqrt();
  }

  static Complex sqrt(Complex z) {
    double x = z.re();
    double y = z.im();
    if (Double.isInfinite(y)) {
      return new Complex(Double.POSITIVE_INFINITY, y);
    }
    if (z.isZero()) {
      return new Complex(0, y);
    }
    if (Double.isInfinite(x)) {
      double other = Double.isNaN(y) ? y : 0;
      return x > 0
          ? new Complex(x, Math.copySign(other, y))
          : new Complex(other, Math.copySign(Double.POSITIVE_INFINITY, y));
    }
    return z.isFinite() ? sqrtParts(x, y).toComplex() : Complex.NAN;
  }

  /** The square root of a finite number other than zero. */
  static Parts sqrtParts(double x, double y) {
    int exponent = ScaledDoubleDouble.of(Math.max(Math.abs(x), Math.abs(y))).exponent();
    DoubleDouble h = abs(x, y).shifted(-exponent).toDoubleDouble();
    DoubleDouble twice = h.plus(Math.scalb(Math.abs(x), -exponent));
    ScaledDoubleDouble larger = new ScaledDoubleDouble(twice, exponent - 1).sqrt();
    ScaledDoubleDouble smaller = ScaledDoubleDouble.of(Math.abs(y)).dividedBy(larger).shifted(-1);
    ScaledDoubleDouble re = x < 0 ? smaller : larger;
    ScaledDoubleDouble im = x < 0 ? larger : smaller;
    return new Parts(re, Math.copySign(1, y) < 0 ? im.negated() : im);
  }

  /** 1 / sqrt(z). */
  static Complex rsqrt(Complex z) {
    if (z.isInfinite()) {
      return new Complex(0, Math.copySign(0, -z.im()));
    }
    if (!z.isFinite() || z.isZero()) {
      return ComplexMath.divide(Complex.ONE, sqrt(z));
    }
    Parts root = sqrtParts(z.re(), z.im());
    ScaledDoubleDouble abs = abs(z.re(), z.im());
    return new Parts(root.re.dividedBy(abs), root.im.negated().dividedBy(abs)).toComplex();
  }

  /** The principal cube root, with an angle of at most pi/3. */
  static Complex cbrt(Complex z) {
    if (z.im() == 0 && z.re() >= 0) {
      return new Complex(RealMath.cbrt(z.re()), z.im());
    }
    if (!z.isFinite()) {
      return ComplexExponential.exp(third(ComplexLogarithm.log(z)));
    }
    DoubleDouble log = ComplexLogarithm.logAbs(z.re(), z.im()).dividedBy(3);
    ScaledDoubleDouble size = ExponentialKernel.exp(log);
    if (z.re() > 0 && Math.abs(z.im()) < z.re() * 0x1p-60) {
      ScaledDoubleDouble slope =
          ScaledDoubleDouble.of(z.im()).dividedBy(ScaledDoubleDouble.of(z.re()));
      ScaledDoubleDouble im = size.times(slope).dividedBy(DoubleDouble.of(3));
      return new Parts(size, im).toComplex();
    }
    DoubleDouble angle =
        TrigonometricKernel.atan2(DoubleDouble.of(z.im()), DoubleDouble.of(z.re()));
    TrigonometricKernel.SinCos sinCos = TrigonometricKernel.sinCos(angle.dividedBy(3));
    return new Parts(size.times(sinCos.cos()), size.times(sinCos.sin())).toComplex();
  }

  private static Complex third(Complex z) {
    return new Complex(z.re() / 3, z.im() / 3);
  }

  static Complex asin(Complex z) {
    Arc arc = arc(Math.abs(z.re()), Math.abs(z.im()));
    return new Complex(Math.copySign(arc.asin, z.re()), Math.copySign(arc.im, z.im()));
  }

  static Complex asinh(Complex z) {
    Arc arc = arc(Math.abs(z.im()), Math.abs(z.re()));
    return new Complex(Math.copySign(arc.im, z.re()), Math.copySign(arc.asin, z.im()));
  }

  static Complex acos(Complex z) {
    Arc arc = arc(Math.abs(z.re()), Math.abs(z.im()));
    return new Complex(arc.acos(z.re()), Math.copySign(arc.im, -z.im()));
  }

  static Complex acosh(Complex z) {
    Arc arc = arc(Math.abs(z.re()), Math.abs(z.im()));
    return new Complex(arc.im, Math.copySign(arc.acos(z.re()), z.im()));
  }

  /**
   * The parts of asin z and acos z for z in the first quadrant.
   *
   * @param asin the real part of asin z
   * @param acos the real part of acos z
   * @param im the imaginary part of asin z
   */
  private record Arc(double asin, DoubleDouble acos, double im) {
    /** The real part of the inverse cosine, reflected for a negative real part of its argument. */
    double acos(double x) {
      DoubleDouble result = Math.copySign(1, x) < 0 ? PiReduction.PI.minus(acos) : acos;
      return result.toDouble();
    }
  }

  private static Arc arc(double x, double y) {
    if (!(x < Double.POSITIVE_INFINITY && y < Double.POSITIVE_INFINITY)) {
      boolean isInfinite = Double.isInfinite(x) || Double.isInfinite(y);
      DoubleDouble acos = x == 0 ? PiReduction.HALF_PI : DoubleDouble.of(Math.atan2(y, x));
      return new Arc(
          x == 0 ? 0 : Math.atan2(x, y), acos, isInfinite ? Double.POSITIVE_INFINITY : Double.NaN);
    }
    if (x > HUGE || y > HUGE) {
      DoubleDouble log = ComplexLogarithm.logAbs(x, y).plus(ExponentialKernel.LN2);
      DoubleDouble acos = TrigonometricKernel.atan2(DoubleDouble.of(y), DoubleDouble.of(x));
      return new Arc(RealMath.atan2(x, y), acos, log.toDouble());
    }
    return y < TINY ? arcNearRealAxis(x, y) : arcByRoots(x, y);
  }

  private static Arc arcNearRealAxis(double x, double y) {
    if (x == 1) {
      return new Arc(Math.PI / 2, DoubleDouble.of(Math.sqrt(y)), Math.sqrt(y));
    }
    ScaledDoubleDouble slope =
        ScaledDoubleDouble.of(y)
            .dividedBy(DoubleDouble.sum(1, -x).abs().times(DoubleDouble.sum(1, x)).sqrt());
    if (x > 1) {
      return new Arc(Math.PI / 2, DoubleDouble.of(slope.toDouble()), RealMath.acosh(x));
    }
    DoubleDouble cosine = DoubleDouble.sum(1, -x).times(DoubleDouble.sum(1, x)).sqrt();
    DoubleDouble acos = TrigonometricKernel.atan2(cosine, DoubleDouble.of(x));
    return new Arc(RealMath.asin(x), acos, slope.toDouble());
  }

  private static Arc arcByRoots(double x, double y) {
    // sqrt(1 - z) = a - ib and sqrt(1 + z) = c + id with a, b, c, d all non-negative.
    DoubleDouble im = DoubleDouble.of(y);
    DoubleDouble[] ab = sqrtOf(DoubleDouble.sum(1, -x), im);
    DoubleDouble[] cd = sqrtOf(DoubleDouble.sum(1, x), im);
    DoubleDouble a = ab[0];
    DoubleDouble b = ab[1];
    DoubleDouble c = cd[0];
    DoubleDouble d = cd[1];
    DoubleDouble cosine = a.times(c).plus(b.times(d));
    return new Arc(
        TrigonometricKernel.atan2(DoubleDouble.of(x), cosine).toDouble(),
        TrigonometricKernel.atan2(a, c).timesPowerOfTwo(2),
        HyperbolicKernel.asinh(a.times(d).plus(b.times(c))).toDouble());
  }

  /** The components of sqrt(u + iv) for v from 2^-400 to 2^60. */
  private static DoubleDouble[] sqrtOf(DoubleDouble u, DoubleDouble v) {
    DoubleDouble h = u.squared().plus(v.squared()).sqrt();
    DoubleDouble larger = h.plus(u.abs()).timesPowerOfTwo(0.5).sqrt();
    DoubleDouble smaller = v.dividedBy(larger).timesPowerOfTwo(0.5);
    return u.hi() < 0 ? new DoubleDouble[] {smaller, larger} : new DoubleDouble[] {larger, smaller};
  }
}
