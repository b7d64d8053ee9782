package org.hlorun.interpreter.math;

/**
 * Complex functions for c64: components of type f32 in, doubles out, for the caller to round.
 *
 * <p>The products of two such components are exact in double and squares cannot overflow, which
 * allows plain formulas; each component has a relative error below 2^-30. Special values, and the
 * rare arguments for which most of a sum cancels, are left to {@link ComplexMath}.
 */
public final class ComplexMath64 {
  /** A result this much smaller than its terms is computed again with more digits. */
  private static final double CANCELLATION = 0x1p-18;

  private ComplexMath64() {}

  private static boolean isSpecial(Complex z) {
    return z.re() == 0 || z.im() == 0 || !z.isFinite();
  }

  /** |z|. */
  public static double abs(Complex z) {
    return z.isFinite() ? absFinite(z.re(), z.im()) : ComplexMath.abs(z);
  }

  private static double absFinite(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  /** z / |z|; zero is its own sign. */
  public static Complex sign(Complex z) {
    double abs = abs(z);
    return abs == 0 ? Complex.ZERO : new Complex(z.re() / abs, z.im() / abs);
  }

  /** The product. */
  public static Complex multiply(Complex z, Complex w) {
    double re = z.re() * w.re() - z.im() * w.im();
    double im = z.re() * w.im() + z.im() * w.re();
    boolean isNan = Double.isNaN(re) && Double.isNaN(im);
    return isNan ? ComplexMath.multiply(z, w) : new Complex(re, im);
  }

  /** The quotient z / w. */
  public static Complex divide(Complex z, Complex w) {
    if (!z.isFinite() || !w.isFinite() || w.isZero()) {
      return ComplexMath.divide(z, w);
    }
    double norm = w.re() * w.re() + w.im() * w.im();
    return new Complex(
        (z.re() * w.re() + z.im() * w.im()) / norm, (z.im() * w.re() - z.re() * w.im()) / norm);
  }

  /** e^z. */
  public static Complex exp(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.exp(z);
    }
    double e = Math.exp(z.re());
    return new Complex(e * Math.cos(z.im()), e * Math.sin(z.im()));
  }

  /** e^z - 1. */
  public static Complex expm1(Complex z) {
    if (isSpecial(z) || z.re() > 700) {
      return ComplexMath.expm1(z);
    }
    double half = Math.sin(z.im() / 2);
    double first = Math.expm1(z.re()) * Math.cos(z.im());
    double re = first - 2 * half * half;
    if (Math.abs(re) < CANCELLATION * Math.abs(first)) {
      return ComplexMath.expm1(z);
    }
    return new Complex(re, Math.exp(z.re()) * Math.sin(z.im()));
  }

  /** The natural logarithm. */
  public static Complex log(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.log(z);
    }
    return new Complex(logAbs(z.re(), z.im()), Math.atan2(z.im(), z.re()));
  }

  private static double logAbs(double x, double y) {
    double larger = Math.max(Math.abs(x), Math.abs(y));
    double smaller = Math.min(Math.abs(x), Math.abs(y));
    if (larger > 0.5 && larger < 2) {
      // Both products are exact, so their sum has a small relative error however much cancels.
      return Math.log1p((larger - 1) * (larger + 1) + smaller * smaller) / 2;
    }
    return Math.log(x * x + y * y) / 2;
  }

  /** log(1 + z). */
  public static Complex log1p(Complex z) {
    double x = z.re();
    double y = z.im();
    double t = x * (2 + x) + y * y;
    if (isSpecial(z) || Math.abs(t) < CANCELLATION * y * y) {
      return ComplexMath.log1p(z);
    }
    double xPlusOne = 1 + x;
    double re = t > -0.5 ? Math.log1p(t) : Math.log(xPlusOne * xPlusOne + y * y);
    return new Complex(re / 2, Math.atan2(y, xPlusOne));
  }

  /** 1 / (1 + e^-z). */
  public static Complex logistic(Complex z) {
    double x = z.re();
    double y = z.im();
    if (isSpecial(z)) {
      return ComplexMath.logistic(z);
    }
    double f = Math.exp(-Math.abs(x));
    double fMinusOne = Math.expm1(-Math.abs(x));
    double c = Math.cos(y);
    double half = Math.cos(y / 2);
    double norm = fMinusOne * fMinusOne + 4 * f * half * half;
    double im = f * Math.sin(y) / norm;
    if (x >= 0) {
      double above = c < 0 ? 2 * half * half + fMinusOne * c : 1 + f * c;
      return new Complex(above / norm, im);
    }
    double first = c < -0.5 ? 2 * half * half : c;
    double above = first + (c < -0.5 ? fMinusOne : f);
    if (Math.abs(above) < CANCELLATION * Math.abs(first)) {
      return ComplexMath.logistic(z);
    }
    return new Complex(f * above / norm, im);
  }

  /** The square root. */
  public static Complex sqrt(Complex z) {
    return isSpecial(z) ? ComplexMath.sqrt(z) : sqrtFinite(z.re(), z.im());
  }

  private static Complex sqrtFinite(double x, double y) {
    double larger = Math.sqrt((absFinite(x, y) + Math.abs(x)) / 2);
    double smaller = Math.abs(y) / (2 * larger);
    return x < 0
        ? new Complex(smaller, Math.copySign(larger, y))
        : new Complex(larger, Math.copySign(smaller, y));
  }

  /** 1 / sqrt(z). */
  public static Complex rsqrt(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.rsqrt(z);
    }
    Complex root = sqrtFinite(z.re(), z.im());
    double abs = absFinite(z.re(), z.im());
    return new Complex(root.re() / abs, -root.im() / abs);
  }

  /** The principal cube root. */
  public static Complex cbrt(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.cbrt(z);
    }
    double size = Math.cbrt(absFinite(z.re(), z.im()));
    double angle = Math.atan2(z.im(), z.re()) / 3;
    return new Complex(size * Math.cos(angle), size * Math.sin(angle));
  }

  /** z^w, as {@link ComplexMath#pow}. */
  public static Complex pow(Complex z, Complex w) {
    boolean isHalfInteger = w.im() == 0 && 2 * w.re() == Math.rint(2 * w.re());
    if (isHalfInteger || !z.isFinite() || !w.isFinite() || z.im() == 0) {
      return ComplexMath.pow(z, w);
    }
    double log = logAbs(z.re(), z.im());
    double angle = Math.atan2(z.im(), z.re());
    double re = w.re() * log - w.im() * angle;
    double im = w.im() * log + w.re() * angle;
    double cos = Math.cos(im);
    double sin = Math.sin(im);
    double terms = Math.abs(w.im() * log) + Math.abs(w.re() * angle);
    // The error of the angle is that of its terms: it must not matter to either component.
    boolean isAccurate =
        terms < 0x1p20
            && Math.abs(re) < 700
            && Math.min(Math.abs(cos), Math.abs(sin)) > terms * CANCELLATION;
    if (!isAccurate) {
      return ComplexMath.pow(z, w);
    }
    double size = Math.exp(re);
    return new Complex(size * cos, size * sin);
  }

  /** The sine. */
  public static Complex sin(Complex z) {
    return sinh(z.timesI()).timesMinusI();
  }

  /** The cosine. */
  public static Complex cos(Complex z) {
    return cosh(z.timesI());
  }

  /** The tangent. */
  public static Complex tan(Complex z) {
    return tanh(z.timesI()).timesMinusI();
  }

  /** The hyperbolic sine. */
  public static Complex sinh(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.sinh(z);
    }
    return new Complex(Math.sinh(z.re()) * Math.cos(z.im()), Math.cosh(z.re()) * Math.sin(z.im()));
  }

  /** The hyperbolic cosine. */
  public static Complex cosh(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.cosh(z);
    }
    return new Complex(Math.cosh(z.re()) * Math.cos(z.im()), Math.sinh(z.re()) * Math.sin(z.im()));
  }

  /** The hyperbolic tangent. */
  public static Complex tanh(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.tanh(z);
    }
    double sin = Math.sin(z.im());
    double cos = Math.cos(z.im());
    if (Math.abs(z.re()) > 30) {
      return new Complex(Math.copySign(1, z.re()), 4 * sin * cos * Math.exp(-2 * Math.abs(z.re())));
    }
    double sinh = Math.sinh(z.re());
    double norm = sinh * sinh + cos * cos;
    return new Complex(sinh * Math.cosh(z.re()) / norm, sin * cos / norm);
  }

  /** The inverse sine. */
  public static Complex asin(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.asin(z);
    }
    Roots r = Roots.of(z);
    return new Complex(
        Math.copySign(r.asin(Math.abs(z.re())), z.re()), Math.copySign(r.im(), z.im()));
  }

  /** The inverse cosine. */
  public static Complex acos(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.acos(z);
    }
    Roots r = Roots.of(z);
    return new Complex(r.acos(z.re()), Math.copySign(r.im(), -z.im()));
  }

  /** The inverse hyperbolic sine. */
  public static Complex asinh(Complex z) {
    return asin(z.timesI()).timesMinusI();
  }

  /** The inverse hyperbolic cosine. */
  public static Complex acosh(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.acosh(z);
    }
    Roots r = Roots.of(z);
    return new Complex(r.im(), Math.copySign(r.acos(z.re()), z.im()));
  }

  /**
   * The components of sqrt(1 - z) = a - ib and sqrt(1 + z) = c + id for z in the first quadrant.
   */
  private record Roots(double a, double b, double c, double d) {
    static Roots of(Complex z) {
      double x = Math.abs(z.re());
      double y = Math.abs(z.im());
      Complex below = sqrtFinite(1 - x, y);
      Complex above = sqrtFinite(1 + x, y);
      return new Roots(below.re(), below.im(), above.re(), above.im());
    }

    double asin(double x) {
      return Math.atan2(x, a * c + b * d);
    }

    double acos(double x) {
      double acos = 2 * Math.atan2(a, c);
      return x < 0 ? Math.PI - acos : acos;
    }

    double im() {
      return RealMath32.asinh(a * d + b * c);
    }
  }

  /** The inverse tangent. */
  public static Complex atan(Complex z) {
    return atanh(z.timesI()).timesMinusI();
  }

  /** The inverse hyperbolic tangent. */
  public static Complex atanh(Complex z) {
    if (isSpecial(z)) {
      return ComplexMath.atanh(z);
    }
    double x = Math.abs(z.re());
    double y = z.im();
    double re = Math.log1p(4 * x / ((1 - x) * (1 - x) + y * y)) / 4;
    double im = Math.atan2(2 * y, (1 - x) * (1 + x) - y * y) / 2;
    return new Complex(Math.copySign(re, z.re()), im);
  }

  /** -i log((x + iy) / sqrt(x^2 + y^2)). */
  public static Complex atan2(Complex y, Complex x) {
    return ComplexMath.atan2(y, x);
  }
}
