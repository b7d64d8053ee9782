package org.hlorun.interpreter.math;

/**
 * Real functions for f32 and narrower types: double in, double out, for the caller to round.
 *
 * <p>For arguments in the range of f32 the relative error is below 2^-40, also for tiny arguments
 * and near the zeros of a function; beyond that range squares may overflow. Special values are
 * those of {@link RealMath}. Where {@link Math} is accurate enough it is used as it is; the rest
 * are textbook identities arranged without cancellation, and polynomials fitted for this class.
 */
public final class RealMath32 {
  /** Chebyshev fit of erf(x) / x in x^2 for |x| up to 1, highest power first; error 2^-51. */
  private static final double[] ERF = {
    0x1.43f6d0dee7032p-27,
    -0x1.462a758d4591dp-23,
    0x1.b5d3ea9fd0b5ap-20,
    -0x1.f4684782919e8p-17,
    0x1.f99c295886f05p-14,
    -0x1.c02d67e37081ep-11,
    0x1.565bcb082cca2p-8,
    -0x1.b82ce3026aae0p-6,
    0x1.ce2f21a000d30p-4,
    -0x1.812746b037352p-2,
    0x1.20dd750429b6bp+0,
  };

  /**
   * Chebyshev fit of (x + 3) e^(x^2) erfc(x) in (x - 3) / (x + 3) for x from 1 to 28 (the variable
   * of M. Shepherd and J. Laframboise, Math. Comp. 36, 1981); error 2^-51.
   */
  private static final double[] ERFC = {
    0x1.11396a12ad7bdp-24,
    -0x1.5138e57944619p-21,
    0x1.bceaaf00f190fp-21,
    0x1.934cc07aff603p-19,
    -0x1.3e27fd2889a70p-18,
    -0x1.26be42e68932cp-16,
    0x1.fe46b9e73f072p-16,
    0x1.c33b0f86726bap-14,
    -0x1.223a6bf31d7d3p-12,
    -0x1.1f7931e4529afp-11,
    0x1.8dae403efc6d8p-9,
    -0x1.3dd3e47fee2b0p-10,
    -0x1.b78993e306e3dp-6,
    0x1.e995f11ac1a0fp-4,
    -0x1.3deb2141587a4p-2,
    0x1.2e326945de4fep-1,
    -0x1.c44c471baa3c9p-1,
    0x1.12f21ddd9f5e1p+0,
  };

  /** Results of lgamma and digamma below this have lost too much to cancellation. */
  private static final double SMALL_RESULT = 0x1p-6;

  /** From here on Stirling's series to B16 is good for 2^-45. */
  private static final double STIRLING_FROM = 8;

  private static final double HALF_LOG_TWO_PI = 0x1.d67f1c864beb5p-1;

  private RealMath32() {}

  private static double polynomial(double[] coefficients, double x) {
    double result = 0;
    for (double c : coefficients) {
      result = Math.fma(result, x, c);
    }
    return result;
  }

  /** e^x. */
  public static double exp(double x) {
    return Math.exp(x);
  }

  /** e^x - 1. */
  public static double expm1(double x) {
    return Math.expm1(x);
  }

  /** The natural logarithm. */
  public static double log(double x) {
    return Math.log(x);
  }

  /** log(1 + x). */
  public static double log1p(double x) {
    return Math.log1p(x);
  }

  /** 1 / (1 + e^-x). */
  public static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** x^y as {@link RealMath#pow}. */
  public static double pow(double x, double y) {
    if (x == 1 || x == -1 && Double.isInfinite(y)) {
      return 1;
    }
    return Math.pow(x, y);
  }

  /** The square root. */
  public static double sqrt(double x) {
    return Math.sqrt(x);
  }

  /** 1 / sqrt(x); of a zero the infinity with its sign. */
  public static double rsqrt(double x) {
    return 1 / Math.sqrt(x);
  }

  /** The cube root. */
  public static double cbrt(double x) {
    return Math.cbrt(x);
  }

  /** The sine of an angle in radians. */
  public static double sin(double x) {
    return Math.sin(x);
  }

  /** The cosine of an angle in radians. */
  public static double cos(double x) {
    return Math.cos(x);
  }

  /** The tangent of an angle in radians. */
  public static double tan(double x) {
    return Math.tan(x);
  }

  /** The inverse sine. */
  public static double asin(double x) {
    return Math.asin(x);
  }

  /** The inverse cosine. */
  public static double acos(double x) {
    return Math.acos(x);
  }

  /** The inverse tangent. */
  public static double atan(double x) {
    return Math.atan(x);
  }

  /** The angle of the point (x, y). */
  public static double atan2(double y, double x) {
    return Math.atan2(y, x);
  }

  /** The hyperbolic sine. */
  public static double sinh(double x) {
    return Math.sinh(x);
  }

  /** The hyperbolic cosine. */
  public static double cosh(double x) {
    return Math.cosh(x);
  }

  /** The hyperbolic tangent. */
  public static double tanh(double x) {
    return Math.tanh(x);
  }

  /** The inverse hyperbolic sine. */
  public static double asinh(double x) {
    double a = Math.abs(x);
    if (Double.isInfinite(x)) {
      return x;
    }
    return Math.copySign(Math.log1p(a + a * (a / (1 + Math.sqrt(Math.fma(a, a, 1))))), x);
  }

  /** The inverse hyperbolic cosine. */
  public static double acosh(double x) {
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(t) * Math.sqrt(t + 2));
  }

  /** The inverse hyperbolic tangent. */
  public static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(Math.log1p(2 * a / (1 - a)) / 2, x);
  }

  /** The error function. */
  public static double erf(double x) {
    double a = Math.abs(x);
    if (a <= 1) {
      return x * polynomial(ERF, x * x);
    }
    return a < 7 ? Math.copySign(1 - erfcTail(a), x) : Math.signum(x);
  }

  /** 1 - erf(x), accurate also where erf(x) is close to 1. */
  public static double erfc(double x) {
    if (x > 1) {
      return x < 28 ? erfcTail(x) : 0;
    }
    return 1 - erf(x);
  }

  private static double erfcTail(double x) {
    double square = x * x;
    double dropped = Math.fma(x, x, -square);
    double exp = Math.exp(-square) * (1 - dropped);
    return exp * polynomial(ERFC, (x - 3) / (x + 3)) / (x + 3);
  }

  /** The inverse of erf; NaN outside [-1, 1]. */
  public static double erfInv(double x) {
    double a = Math.abs(x);
    if (x == 0 || !(a < 1)) {
      return x == 0 ? x : a == 1 ? x * Double.POSITIVE_INFINITY : Double.NaN;
    }
    if (a < 0x1p-20) {
      return x * 0x1.c5bf891b4ef6bp-1;
    }
    // 1 - a is exact where it is used; each of Halley's steps triples the digits.
    double y = roughErfInv(a);
    for (int i = 0; i < 2; i++) {
      double miss = a < 0.5 ? erf(y) - a : (1 - a) - erfc(y);
      double newton = miss * Math.exp(y * y) * 0x1.c5bf891b4ef6bp-1;
      y -= newton / (1 + y * newton);
    }
    return Math.copySign(y, x);
  }

  /**
   * The inverse of erf to three digits (S. Winitzki, "A handy approximation for the error function
   * and its inverse", 2008).
   */
  private static double roughErfInv(double a) {
    double log = a < 0.5 ? Math.log1p(-a * a) : Math.log((1 - a) * (1 + a));
    double t = 2 / (Math.PI * 0.147) + log / 2;
    return Math.sqrt(-log / 0.147 / (t + Math.sqrt(t * t - log / 0.147)));
  }

  /** log|gamma(x)|; infinity at the poles and at both infinities. */
  public static double lgamma(double x) {
    boolean pole = x <= 0 && x == Math.rint(x);
    if (pole || !(Math.abs(x) >= 0x1p-60 && Math.abs(x) < 0x1p1000)) {
      return RealMath.lgamma(x);
    }
    double result =
        x > 0
            ? logGammaPositive(x)
            : Math.log(Math.PI / (-x * Math.abs(sinPi(x)))) - logGammaPositive(-x);
    return Math.abs(result) < SMALL_RESULT ? RealMath.lgamma(x) : result;
  }

  private static double logGammaPositive(double x) {
    double product = 1;
    double shifted = x;
    while (shifted < STIRLING_FROM) {
      product *= shifted;
      shifted += 1;
    }
    double sum = 0;
    double inverseSquare = 1 / (shifted * shifted);
    for (int i = 8; i >= 1; i--) {
      sum = sum * inverseSquare + bernoulli(i) / (2 * i * (2 * i - 1));
    }
    double log = Math.log(shifted);
    double stirling = shifted * (log - 1) - log / 2 + HALF_LOG_TWO_PI + sum / shifted;
    return product == 1 ? stirling : stirling - Math.log(product);
  }

  private static double bernoulli(int i) {
    return GammaCoefficients.BERNOULLI_NUMERATORS[i - 1]
        / GammaCoefficients.BERNOULLI_DENOMINATORS[i - 1];
  }

  private static double sinPi(double x) {
    double n = Math.rint(x);
    return Math.sin(Math.PI * (x - n));
  }

  /** The derivative of log(gamma(x)); NaN at the poles and at minus infinity. */
  public static double digamma(double x) {
    boolean pole = x <= 0 && x == Math.rint(x);
    if (pole || !(Math.abs(x) >= 0x1p-60 && Math.abs(x) < Double.POSITIVE_INFINITY)) {
      return RealMath.digamma(x);
    }
    double result =
        x > 0
            ? digammaPositive(x)
            : digammaPositive(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.rint(x)));
    return Math.abs(result) < SMALL_RESULT ? RealMath.digamma(x) : result;
  }

  private static double digammaPositive(double x) {
    double steps = 0;
    double shifted = x;
    while (shifted < STIRLING_FROM) {
      steps += 1 / shifted;
      shifted += 1;
    }
    double sum = 0;
    double inverseSquare = 1 / (shifted * shifted);
    for (int i = 8; i >= 1; i--) {
      sum = (sum + bernoulli(i) / (2 * i)) * inverseSquare;
    }
    return Math.log(shifted) - 0.5 / shifted - sum - steps;
  }

  /** e^-|x| I1(x), the scaled modified Bessel function of the first kind of order 1. */
  public static double besselI1e(double x) {
    double a = Math.abs(x);
    if (!(a < Double.POSITIVE_INFINITY)) {
      return 1 / x;
    }
    return a < 20 ? besselSeries(x) : Math.copySign(besselExpansion(a), x);
  }

  /** The power series, all of whose terms are positive. */
  private static double besselSeries(double x) {
    double quarterSquare = x * x / 4;
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 0x1p-54; k++) {
      term *= quarterSquare / ((double) k * (k + 1));
      sum += term;
    }
    return sum * Math.exp(-Math.abs(x)) * (x / 2);
  }

  /** The asymptotic expansion (NIST Handbook of Mathematical Functions, 10.40.1). */
  private static double besselExpansion(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; Math.abs(term) > 0x1p-50; k++) {
      double odd = 2 * k - 1;
      term *= (odd * odd - 4) / (8 * k * x);
      sum += term;
    }
    return sum / Math.sqrt(2 * Math.PI * x);
  }

  /** The remainder of x / y with the sign of x, exact (C fmod). */
  public static double fmod(double x, double y) {
    return x % y;
  }
}
