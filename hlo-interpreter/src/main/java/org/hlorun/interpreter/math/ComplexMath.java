package org.hlorun.interpreter.math;

/**
 * Complex functions for c128: each component of a result is within 0.51 ulp of its true value, also
 * where most of a sum cancels, unless a method says otherwise.
 *
 * <p>Infinities, NaN, the signs of zeros and the branch cuts follow C99 Annex G; functions that it
 * does not list are treated in its spirit.
 */
public final class ComplexMath {
  private ComplexMath() {}

  /** |z|, without overflow on the way. */
  public static double abs(Complex z) {
    if (!z.isFinite()) {
      return z.isInfinite() ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return z.isZero() ? 0 : ComplexRoot.abs(z.re(), z.im()).toDouble();
  }

  /** z / |z|; zero is its own sign. */
  public static Complex sign(Complex z) {
    if (z.isZero() || !z.isFinite()) {
      double abs = abs(z);
      return z.isZero() ? Complex.ZERO : new Complex(z.re() / abs, z.im() / abs);
    }
    ScaledDoubleDouble abs = ComplexRoot.abs(z.re(), z.im()).normalized();
    return new Complex(
        ScaledDoubleDouble.of(z.re()).dividedBy(abs).toDouble(),
        ScaledDoubleDouble.of(z.im()).dividedBy(abs).toDouble());
  }

  /** The product; an infinite factor makes it infinite unless the other one is zero or NaN. */
  public static Complex multiply(Complex z, Complex w) {
    double a = z.re();
    double b = z.im();
    double c = w.re();
    double d = w.im();
    double re = a * c - b * d;
    double im = a * d + b * c;
    if (!z.isFinite() || !w.isFinite()) {
      return Double.isNaN(re) && Double.isNaN(im)
          ? infiniteProduct(z, w, re, im)
          : new Complex(re, im);
    }
    return new Complex(sumOfProducts(a, c, -b, d, re), sumOfProducts(a, d, b, c, im));
  }

  /** ab + cd; the plain result decides the sign of an exact zero. */
  private static double sumOfProducts(double a, double b, double c, double d, double plain) {
    ScaledDoubleDouble sum = ExactSum.ofProducts(a, b, c, d);
    return sum.value().hi() == 0 ? (plain == 0 ? plain : 0) : sum.toDouble();
  }

  private static Complex infiniteProduct(Complex z, Complex w, double re, double im) {
    boolean isRecoverable = z.isInfinite() || w.isInfinite();
    if (!isRecoverable) {
      return new Complex(re, im);
    }
    Complex x = z.isInfinite() ? boxed(z) : nanAsZero(z);
    Complex y = w.isInfinite() ? boxed(w) : nanAsZero(w);
    return new Complex(
        Double.POSITIVE_INFINITY * (x.re() * y.re() - x.im() * y.im()),
        Double.POSITIVE_INFINITY * (x.re() * y.im() + x.im() * y.re()));
  }

  /** An infinite number reduced to the direction in which it lies. */
  private static Complex boxed(Complex z) {
    return new Complex(
        Math.copySign(Double.isInfinite(z.re()) ? 1 : 0, z.re()),
        Math.copySign(Double.isInfinite(z.im()) ? 1 : 0, z.im()));
  }

  private static Complex nanAsZero(Complex z) {
    return new Complex(
        Double.isNaN(z.re()) ? Math.copySign(0, z.re()) : z.re(),
        Double.isNaN(z.im()) ? Math.copySign(0, z.im()) : z.im());
  }

  /** The quotient z / w. */
  public static Complex divide(Complex z, Complex w) {
    if (!z.isFinite() || !w.isFinite() || w.isZero()) {
      return divideSpecial(z, w);
    }
    double a = z.re();
    double b = z.im();
    double c = w.re();
    double d = w.im();
    ScaledDoubleDouble norm = ExactSum.ofProducts(c, c, d, d).normalized();
    return new Complex(
        quotient(ExactSum.ofProducts(a, c, b, d), norm, a * c + b * d),
        quotient(ExactSum.ofProducts(b, c, -a, d), norm, b * c - a * d));
  }

  private static double quotient(ScaledDoubleDouble sum, ScaledDoubleDouble norm, double plain) {
    return sum.value().hi() == 0
        ? (plain == 0 ? plain : 0)
        : sum.normalized().dividedBy(norm).toDouble();
  }

  private static Complex divideSpecial(Complex z, Complex w) {
    boolean isNan = Double.isNaN(z.re()) && Double.isNaN(z.im());
    if (w.isZero() && !isNan) {
      double infinity = Math.copySign(Double.POSITIVE_INFINITY, w.re());
      return new Complex(infinity * z.re(), infinity * z.im());
    }
    if (z.isInfinite() && w.isFinite()) {
      Complex x = boxed(z);
      return new Complex(
          Double.POSITIVE_INFINITY * (x.re() * w.re() + x.im() * w.im()),
          Double.POSITIVE_INFINITY * (x.im() * w.re() - x.re() * w.im()));
    }
    if (w.isInfinite() && z.isFinite()) {
      Complex y = boxed(w);
      return new Complex(
          0 * (z.re() * y.re() + z.im() * y.im()), 0 * (z.im() * y.re() - z.re() * y.im()));
    }
    return Complex.NAN;
  }

  /** e^z. */
  public static Complex exp(Complex z) {
    return ComplexExponential.exp(z);
  }

  /** e^z - 1. */
  public static Complex expm1(Complex z) {
    return ComplexExponential.expm1(z);
  }

  /** The natural logarithm, cut along the negative real axis. */
  public static Complex log(Complex z) {
    return ComplexLogarithm.log(z);
  }

  /** log(1 + z). */
  public static Complex log1p(Complex z) {
    return ComplexLogarithm.log1p(z);
  }

  /** 1 / (1 + e^-z). */
  public static Complex logistic(Complex z) {
    return ComplexExponential.logistic(z);
  }

  /** The square root, cut along the negative real axis. */
  public static Complex sqrt(Complex z) {
    return ComplexRoot.sqrt(z);
  }

  /** 1 / sqrt(z). */
  public static Complex rsqrt(Complex z) {
    return ComplexRoot.rsqrt(z);
  }

  /** The principal cube root: of a negative number not the real one. */
  public static Complex cbrt(Complex z) {
    return ComplexRoot.cbrt(z);
  }

  /**
   * z^w = e^(w log z); z^0 is 1 even for zero and NaN, and a non-negative real base with a real
   * exponent gives the real power. Components much smaller than |z^w| lose digits, except where the
   * exponent is a small multiple of 1/2.
   */
  public static Complex pow(Complex z, Complex w) {
    return ComplexPower.pow(z, w);
  }

  /** The sine. */
  public static Complex sin(Complex z) {
    return ComplexExponential.sinh(z.timesI()).timesMinusI();
  }

  /** The cosine. */
  public static Complex cos(Complex z) {
    return ComplexExponential.cosh(z.timesI());
  }

  /** The tangent. */
  public static Complex tan(Complex z) {
    return ComplexExponential.tanh(z.timesI()).timesMinusI();
  }

  /** The hyperbolic sine. */
  public static Complex sinh(Complex z) {
    return ComplexExponential.sinh(z);
  }

  /** The hyperbolic cosine. */
  public static Complex cosh(Complex z) {
    return ComplexExponential.cosh(z);
  }

  /** The hyperbolic tangent. */
  public static Complex tanh(Complex z) {
    return ComplexExponential.tanh(z);
  }

  /** The inverse sine, cut along the real axis outside [-1, 1]. */
  public static Complex asin(Complex z) {
    return ComplexRoot.asin(z);
  }

  /** The inverse cosine, cut along the real axis outside [-1, 1]. */
  public static Complex acos(Complex z) {
    return ComplexRoot.acos(z);
  }

  /** The inverse tangent, cut along the imaginary axis outside [-i, i]. */
  public static Complex atan(Complex z) {
    return ComplexLogarithm.atan(z);
  }

  /** The inverse hyperbolic sine, cut along the imaginary axis outside [-i, i]. */
  public static Complex asinh(Complex z) {
    return ComplexRoot.asinh(z);
  }

  /** The inverse hyperbolic cosine, cut along the real axis below 1. */
  public static Complex acosh(Complex z) {
    return ComplexRoot.acosh(z);
  }

  /** The inverse hyperbolic tangent, cut along the real axis outside [-1, 1]. */
  public static Complex atanh(Complex z) {
    return ComplexLogarithm.atanh(z);
  }

  /** -i log((x + iy) / sqrt(x^2 + y^2)), which for real arguments is the angle of (x, y). */
  public static Complex atan2(Complex y, Complex x) {
    if (y.im() == 0 && x.im() == 0) {
      return new Complex(RealMath.atan2(y.re(), x.re()), 0);
    }
    return ComplexLogarithm.atan2(y, x);
  }
}
