package org.hlorun.interpreter.math;

/**
 * Real functions for f64, evaluated in double-double arithmetic and rounded once.
 *
 * <p>Unless a method says otherwise its result is within 0.51 ulp of the true value, subnormal
 * results included, and special values follow C99 Annex F: NaN outside the domain, infinities at
 * poles, and odd functions keep the sign of zero.
 */
public final class RealMath {
  /** Below this, odd functions with slope 1 at zero differ from x by less than a quarter ulp. */
  private static final double TINY = 0x1p-30;

  private static final double EXP_OVERFLOW = 710;
  private static final double EXP_UNDERFLOW = -746;

  private RealMath() {}

  private static DoubleDouble dd(double x) {
    return DoubleDouble.of(x);
  }

  /** True where an odd function f(x) = x + O(x^3) is x: zeros, NaN and numbers below 2^-30. */
  private static boolean isOwnValue(double x) {
    return !(Math.abs(x) >= TINY);
  }

  /** e^x. */
  public static double exp(double x) {
    if (!(x > EXP_UNDERFLOW && x < EXP_OVERFLOW)) {
      return x < 0 ? 0 : x + Double.POSITIVE_INFINITY;
    }
    return ExponentialKernel.exp(dd(x)).toDouble();
  }

  /** e^x - 1. */
  public static double expm1(double x) {
    if (!(x > -40 && x < 700)) {
      return x < 0 ? -1 : x < EXP_OVERFLOW ? exp(x) : x + Double.POSITIVE_INFINITY;
    }
    return Math.abs(x) < 0x1p-60 ? x : ExponentialKernel.expm1(dd(x)).toDouble();
  }

  /** The natural logarithm. */
  public static double log(double x) {
    if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
      return Math.log(x);
    }
    return ExponentialKernel.log(dd(x)).toDouble();
  }

  /** log(1 + x). */
  public static double log1p(double x) {
    if (!(x > -1 && x < Double.POSITIVE_INFINITY) || Math.abs(x) < 0x1p-60) {
      return Math.log1p(x);
    }
    return ExponentialKernel.log1p(dd(x)).toDouble();
  }

  /** 1 / (1 + e^-x). */
  public static double logistic(double x) {
    if (!(x > EXP_UNDERFLOW && x < 40)) {
      return x < 0 ? 0 : x >= 40 ? 1 : x;
    }
    ScaledDoubleDouble e = ExponentialKernel.exp(dd(x));
    return e.dividedBy(e.toDoubleDouble().plus(1.0)).toDouble();
  }

  /** x^y as C99 pow: 1^y and x^0 are 1 for every operand, NaN included, and so is (-1)^inf. */
  public static double pow(double x, double y) {
    if (x == 1 || y == 0) {
      return 1;
    }
    double a = Math.abs(x);
    boolean plain = a > 0 && a < Double.POSITIVE_INFINITY && Math.abs(y) < Double.POSITIVE_INFINITY;
    if (!plain || x < 0 && y != Math.rint(y)) {
      return x == -1 && Double.isInfinite(y) ? 1 : Math.pow(x, y);
    }
    double sign = x < 0 && y % 2 != 0 ? -1 : 1;
    if (a == 1) {
      return sign;
    }
    DoubleDouble log = ExponentialKernel.log(dd(a));
    double estimate = log.hi() * y;
    if (Math.abs(estimate) > 1000) {
      return sign * (estimate > 0 ? Double.POSITIVE_INFINITY : 0);
    }
    ScaledDoubleDouble power = ExponentialKernel.exp(log.times(y));
    boolean mayBeTie = y == Math.rint(y) && (y > 0 || a == Math.scalb(1.0, Math.getExponent(a)));
    DoubleDouble value = mayBeTie ? snapped(power.value()) : power.value();
    return sign * value.toDouble(power.exponent());
  }

  /**
   * Rounds to 87 bits, so that powers that lie exactly between two doubles are seen to do so: the
   * error below that would decide otherwise.
   */
  private static DoubleDouble snapped(DoubleDouble x) {
    double unit = Math.ulp(x.hi()) * 0x1p-34;
    return DoubleDouble.sum(x.hi(), Math.rint(x.lo() / unit) * unit);
  }

  /** The square root, correctly rounded. */
  public static double sqrt(double x) {
    return Math.sqrt(x);
  }

  /** 1 / sqrt(x); of a zero the infinity with its sign. */
  public static double rsqrt(double x) {
    if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
      return 1 / Math.sqrt(x);
    }
    int half = ScaledDoubleDouble.of(x).exponent() >> 1;
    return dd(Math.scalb(x, -2 * half)).sqrt().reciprocal().toDouble(-half);
  }

  /** The cube root. */
  public static double cbrt(double x) {
    double root = Math.cbrt(x);
    if (root == 0 || !Double.isFinite(root)) {
      return root;
    }
    // One Newton step, scaled so that the cube cannot underflow.
    int third = Math.getExponent(root);
    DoubleDouble r = dd(Math.scalb(root, -third));
    double rest = r.squared().times(r).minus(Math.scalb(x, -3 * third)).toDouble();
    return DoubleDouble.sum(r.hi(), -rest / (3 * r.hi() * r.hi())).toDouble(third);
  }

  /** The sine of an angle in radians, of any size. */
  public static double sin(double x) {
    if (isOwnValue(x) || Double.isInfinite(x)) {
      return Double.isInfinite(x) ? Double.NaN : x;
    }
    return TrigonometricKernel.sin(x).toDouble();
  }

  /** The cosine of an angle in radians, of any size. */
  public static double cos(double x) {
    return Double.isFinite(x) ? TrigonometricKernel.cos(x).toDouble() : Double.NaN;
  }

  /** The cosine of k n-th parts of a full turn, for {@code 0 <= k <= n}, rounded once. */
  public static double cosOfTurn(long k, long n) {
    return TrigonometricKernel.ofTurn(k, n).cos().toDouble();
  }

  /** The sine of k n-th parts of a full turn, for {@code 0 <= k <= n}, rounded once. */
  public static double sinOfTurn(long k, long n) {
    return TrigonometricKernel.ofTurn(k, n).sin().toDouble();
  }

  /** The tangent of an angle in radians, of any size. */
  public static double tan(double x) {
    if (isOwnValue(x) || Double.isInfinite(x)) {
      return Double.isInfinite(x) ? Double.NaN : x;
    }
    TrigonometricKernel.SinCos sinCos = TrigonometricKernel.sinCos(x);
    return sinCos.sin().dividedBy(sinCos.cos()).toDouble();
  }

  /** The inverse sine. */
  public static double asin(double x) {
    if (isOwnValue(x)) {
      return x;
    }
    return Math.abs(x) <= 1
        ? TrigonometricKernel.atan2(dd(x), cosineOfInverseSine(x)).toDouble()
        : Double.NaN;
  }

  /** The inverse cosine. */
  public static double acos(double x) {
    if (x == 1) {
      return 0;
    }
    return Math.abs(x) <= 1
        ? TrigonometricKernel.atan2(cosineOfInverseSine(x), dd(x)).toDouble()
        : Double.NaN;
  }

  private static DoubleDouble cosineOfInverseSine(double x) {
    return DoubleDouble.sum(1, -x).times(DoubleDouble.sum(1, x)).sqrt();
  }

  /** The inverse tangent. */
  public static double atan(double x) {
    return isOwnValue(x) ? x : atan2(x, 1);
  }

  /** The angle of the point (x, y). */
  public static double atan2(double y, double x) {
    boolean plain = y != 0 && x != 0 && Double.isFinite(x) && Double.isFinite(y);
    if (!plain) {
      return Math.atan2(y, x);
    }
    if (x > 0 && Math.abs(y / x) < TINY) {
      return y / x;
    }
    return TrigonometricKernel.atan2(dd(y), dd(x)).toDouble();
  }

  /** The hyperbolic sine. */
  public static double sinh(double x) {
    if (isOwnValue(x) || Math.abs(x) > 720) {
      return Double.isNaN(x) || Math.abs(x) < 1 ? x : x * Double.POSITIVE_INFINITY;
    }
    return HyperbolicKernel.sinh(dd(x)).toDouble();
  }

  /** The hyperbolic cosine. */
  public static double cosh(double x) {
    if (!(Math.abs(x) <= 720)) {
      return Math.abs(x) + Double.POSITIVE_INFINITY;
    }
    return HyperbolicKernel.cosh(dd(x)).toDouble();
  }

  /** The hyperbolic tangent. */
  public static double tanh(double x) {
    return isOwnValue(x) ? x : HyperbolicKernel.tanh(dd(x)).toDouble();
  }

  /** The inverse hyperbolic sine. */
  public static double asinh(double x) {
    return isOwnValue(x) || Double.isInfinite(x) ? x : HyperbolicKernel.asinh(dd(x)).toDouble();
  }

  /** The inverse hyperbolic cosine. */
  public static double acosh(double x) {
    if (!(x > 1 && x < Double.POSITIVE_INFINITY)) {
      return x == 1 ? 0 : x > 1 ? x : Double.NaN;
    }
    return HyperbolicKernel.acosh(x).toDouble();
  }

  /** The inverse hyperbolic tangent. */
  public static double atanh(double x) {
    if (isOwnValue(x)) {
      return x;
    }
    if (!(Math.abs(x) < 1)) {
      return Math.abs(x) == 1 ? x * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return HyperbolicKernel.atanh(x).toDouble();
  }

  /** The error function. */
  public static double erf(double x) {
    if (x == 0 || !(Math.abs(x) < 7)) {
      return x > 0 ? 1 : x < 0 ? -1 : x;
    }
    return ErrorFunctionKernel.erf(x).toDouble();
  }

  /** 1 - erf(x), accurate also where erf(x) is close to 1. */
  public static double erfc(double x) {
    if (!(x > -7 && x < 28)) {
      return x < 0 ? 2 : x > 0 ? 0 : x;
    }
    return ErrorFunctionKernel.erfc(x).toDouble();
  }

  /** The inverse of erf; NaN outside [-1, 1]. */
  public static double erfInv(double x) {
    double a = Math.abs(x);
    if (x == 0 || !(a < 1)) {
      return x == 0 ? x : a == 1 ? x * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return ErrorFunctionKernel.erfInverse(x).toDouble();
  }

  /** log|gamma(x)|; infinity at the poles 0, -1, -2, ... and at both infinities. */
  public static double lgamma(double x) {
    boolean pole = x <= 0 && x == Math.rint(x);
    if (pole || !(Math.abs(x) < 2.6e305)) {
      return Double.isNaN(x) ? x : Double.POSITIVE_INFINITY;
    }
    if (Math.abs(x) < 0x1p-60) {
      return -log(Math.abs(x));
    }
    return x == 1 || x == 2 ? 0 : GammaKernel.logGamma(x).toDouble();
  }

  /** The derivative of log(gamma(x)); NaN at the poles 0, -1, -2, ... and at minus infinity. */
  public static double digamma(double x) {
    boolean pole = x <= 0 && x == Math.rint(x);
    if (pole || !Double.isFinite(x)) {
      return x > 0 ? x : Double.NaN;
    }
    return Math.abs(x) < 0x1p-100 ? -1 / x : GammaKernel.digamma(x).toDouble();
  }

  /** e^-|x| I1(x), the scaled modified Bessel function of the first kind of order 1. */
  public static double besselI1e(double x) {
    if (x == 0 || !(Math.abs(x) < Double.POSITIVE_INFINITY)) {
      return Double.isInfinite(x) ? 1 / x : x;
    }
    if (Math.abs(x) < 0x1p-60) {
      // Just below x / 2, which matters where that lies between two subnormals.
      ScaledDoubleDouble s = ScaledDoubleDouble.of(x);
      double hi = s.value().hi();
      return new DoubleDouble(hi, -hi * 0x1p-60).toDouble(s.exponent() - 1);
    }
    return Math.copySign(BesselKernel.i1e(Math.abs(x)).toDouble(), x);
  }

  /** The remainder of x / y with the sign of x, exact (C fmod). */
  public static double fmod(double x, double y) {
    return x % y;
  }

  /** The double next to x in the direction of y; y itself if they are equal. */
  public static double nextAfter(double x, double y) {
    return Math.nextAfter(x, y);
  }

  /** The smallest integer not below x. */
  public static double ceil(double x) {
    return Math.ceil(x);
  }
}
