package org.hlorun.interpreter.math;

/**
 * The complex logarithm and the functions made of it, each component rounded once from
 * double-double arithmetic; special values and branch cuts follow C99 Annex G.
 *
 * <p>The real part of log(z) vanishes on the unit circle. There it is taken from x^2 + y^2 - 1,
 * which {@link ExactSum} delivers without cancellation; the other functions have such sums, too.
 */
final class ComplexLogarithm {
  private static final double HUGE = 0x1p60;
  private static final double TINY = 0x1p-120;

  private ComplexLogarithm() {}

  /** log|z| for finite z other than zero. */
  static DoubleDouble logAbs(double x, double y) {
    double larger = Math.max(Math.abs(x), Math.abs(y));
    if (larger > 0.5 && larger < 2) {
      ScaledDoubleDouble t = ExactSum.ofProducts(x, x, y, y, -1, 1);
      DoubleDouble d = t.toDoubleDouble();
      if (d.hi() > -0.4 && d.hi() < 0.8) {
        return ExponentialKernel.log1pNearZero(d).timesPowerOfTwo(0.5);
      }
    }
    return ExponentialKernel.log(ExactSum.ofProducts(x, x, y, y)).timesPowerOfTwo(0.5);
  }

  static Complex log(Complex z) {
    double angle = RealMath.atan2(z.im(), z.re());
    if (!z.isFinite()) {
      return new Complex(z.isInfinite() ? Double.POSITIVE_INFINITY : Double.NaN, angle);
    }
    if (z.isZero()) {
      return new Complex(Double.NEGATIVE_INFINITY, angle);
    }
    return new Complex(logAbs(z.re(), z.im()).toDouble(), angle);
  }

  static Complex log1p(Complex z) {
    double x = z.re();
    double y = z.im();
    if (!z.isFinite()) {
      return log(new Complex(x + 1, y));
    }
    if (y == 0 && x >= -1) {
      return new Complex(RealMath.log1p(x), y);
    }
    DoubleDouble xPlusOne = DoubleDouble.sum(x, 1);
    double angle =
        xPlusOne.lo() == 0
            ? RealMath.atan2(y, xPlusOne.hi())
            : TrigonometricKernel.atan2(DoubleDouble.of(y), xPlusOne).toDouble();
    // |1 + z|^2 - 1
    ScaledDoubleDouble t = ExactSum.ofProducts(x, x, x, 2, y, y);
    DoubleDouble d = t.toDoubleDouble();
    if (d.hi() > -0.4 && d.hi() < 0.8) {
      boolean isTiny = Math.abs(d.hi()) < TINY;
      double re =
          isTiny
              ? t.shifted(-1).toDouble()
              : ExponentialKernel.log1pNearZero(d).timesPowerOfTwo(0.5).toDouble();
      return new Complex(re, angle);
    }
    ScaledDoubleDouble square = ExactSum.ofProducts(x, x, x, 2, y, y, 1, 1);
    return new Complex(ExponentialKernel.log(square).toDouble() / 2, angle);
  }

  static Complex atanh(Complex z) {
    Complex quadrant = atanhQuadrant(Math.abs(z.re()), Math.abs(z.im()));
    return new Complex(Math.copySign(quadrant.re(), z.re()), Math.copySign(quadrant.im(), z.im()));
  }

  static Complex atan(Complex z) {
    Complex quadrant = atanhQuadrant(Math.abs(z.im()), Math.abs(z.re()));
    return new Complex(Math.copySign(quadrant.im(), z.re()), Math.copySign(quadrant.re(), z.im()));
  }

  /** atanh for non-negative components. */
  private static Complex atanhQuadrant(double x, double y) {
    if (Double.isNaN(x) || Double.isNaN(y)) {
      boolean isRealKnown = x == 0 || Double.isInfinite(x) || Double.isInfinite(y);
      return new Complex(
          isRealKnown ? 0 : Double.NaN, Double.isInfinite(y) ? Math.PI / 2 : Double.NaN);
    }
    if (Double.isInfinite(x) || Double.isInfinite(y)) {
      return new Complex(0, Math.PI / 2);
    }
    if (y == 0 && x <= 1) {
      return new Complex(RealMath.atanh(x), 0);
    }
    if (x > HUGE || y > HUGE) {
      ScaledDoubleDouble square = ExactSum.ofProducts(x, x, y, y).normalized();
      return new Complex(ScaledDoubleDouble.of(x).dividedBy(square).toDouble(), Math.PI / 2);
    }
    if (x == 1 && y < 0x1p-100) {
      ScaledDoubleDouble inverse = ScaledDoubleDouble.of(2.0).dividedBy(ScaledDoubleDouble.of(y));
      return new Complex(ExponentialKernel.log(inverse).toDouble() / 2, Math.PI / 4);
    }
    return new Complex(atanhReal(x, y), atanhImaginary(x, y));
  }

  /** log1p(4x / ((1 - x)^2 + y^2)) / 4. */
  private static double atanhReal(double x, double y) {
    DoubleDouble below = DoubleDouble.sum(1, -x).squared().plus(DoubleDouble.product(y, y));
    if (x < TINY) {
      return ScaledDoubleDouble.of(x).dividedBy(below).toDouble();
    }
    DoubleDouble ratio = DoubleDouble.of(4 * x).dividedBy(below);
    return ExponentialKernel.log1p(ratio).timesPowerOfTwo(0.25).toDouble();
  }

  /** Half the angle of the point (1 - x^2 - y^2, 2y). */
  private static double atanhImaginary(double x, double y) {
    ScaledDoubleDouble across = ExactSum.ofProducts(1, 1, -x, x, -y, y);
    DoubleDouble d = across.toDoubleDouble();
    if (d.hi() > 0 && y < TINY * d.hi()) {
      return ScaledDoubleDouble.of(y).dividedBy(d).toDouble();
    }
    return TrigonometricKernel.atan2(DoubleDouble.of(2 * y), d).toDouble() / 2;
  }

  /**
   * -i log((x + iy) / sqrt(x^2 + y^2)) for complex x and y, not both real.
   *
   * <p>With n = x + iy and m = x - iy the quotient is a square root of n / m. So the imaginary part
   * is -log|n / m| / 2, and the real part is half the angle of n / m or differs from that by pi.
   */
  static Complex atan2(Complex y, Complex x) {
    if (!y.isFinite() || !x.isFinite()) {
      return Complex.NAN;
    }
    ScaledDoubleDouble n = squaredNorm(x.re(), -y.im(), x.im(), y.re());
    ScaledDoubleDouble m = squaredNorm(x.re(), y.im(), x.im(), -y.re());
    if (n.value().hi() == 0 || m.value().hi() == 0) {
      boolean both = x.isZero() && y.isZero();
      double pole = n.value().hi() == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      return both ? Complex.NAN : new Complex(Double.NaN, pole);
    }
    // (|n|^2 - |m|^2) / |m|^2
    ScaledDoubleDouble excess =
        ExactSum.ofProducts(x.im(), y.re(), -x.re(), y.im()).shifted(2).dividedBy(m);
    DoubleDouble t = excess.toDoubleDouble();
    double im;
    if (Math.abs(t.hi()) < TINY) {
      im = excess.negated().shifted(-2).toDouble();
    } else if (t.hi() > -0.4 && t.hi() < 0.8) {
      im = ExponentialKernel.log1pNearZero(t).toDouble() / -4;
    } else {
      im = ExponentialKernel.log(m).minus(ExponentialKernel.log(n)).toDouble() / 4;
    }
    return new Complex(atan2Real(y, x), im);
  }

  /** (a + b)^2 + (c + d)^2. */
  private static ScaledDoubleDouble squaredNorm(double a, double b, double c, double d) {
    return ExactSum.ofProducts(a, a, b, b, c, c, d, d, a, b, a, b, c, d, c, d).normalized();
  }

  private static double atan2Real(Complex y, Complex x) {
    ScaledDoubleDouble along =
        ExactSum.ofProducts(x.re(), x.re(), x.im(), x.im(), -y.re(), y.re(), -y.im(), y.im())
            .normalized();
    ScaledDoubleDouble across =
        ExactSum.ofProducts(x.re(), y.re(), x.im(), y.im()).shifted(1).normalized();
    DoubleDouble half = angle(across, along).timesPowerOfTwo(0.5);
    if (!isOpposite(y, x, half.hi())) {
      return Math.copySign(half.toDouble(), across.value().hi());
    }
    // The sign of the half angle itself may have been lost to underflow.
    DoubleDouble pi = PiReduction.PI;
    return half.plus(across.value().hi() > 0 ? pi.negated() : pi).toDouble();
  }

  private static DoubleDouble angle(ScaledDoubleDouble across, ScaledDoubleDouble along) {
    boolean isZero = along.value().hi() == 0;
    int shift = -(isZero ? across.exponent() : Math.max(across.exponent(), along.exponent()));
    return TrigonometricKernel.atan2(
        across.shifted(shift).toDoubleDouble(), along.shifted(shift).toDoubleDouble());
  }

  /** Whether (x + iy) / sqrt(x^2 + y^2) points away from the angle. */
  private static boolean isOpposite(Complex y, Complex x, double angle) {
    Complex root = ComplexRoot.sqrt(directionOfSquare(y, x));
    double size =
        Math.max(
            Math.max(Math.abs(x.re()), Math.abs(x.im())),
            Math.max(Math.abs(y.re()), Math.abs(y.im())));
    int k = -ScaledDoubleDouble.of(size).exponent();
    Complex n =
        new Complex(
            Math.scalb(x.re(), k) - Math.scalb(y.im(), k),
            Math.scalb(x.im(), k) + Math.scalb(y.re(), k));
    Complex quotient = ComplexMath.divide(n, root);
    return quotient.re() * Math.cos(angle) + quotient.im() * Math.sin(angle) < 0;
  }

  /**
   * A positive multiple of x^2 + y^2. On which side of the negative real axis it lies decides
   * between two square roots, so the sign of its imaginary part is exact.
   */
  private static Complex directionOfSquare(Complex y, Complex x) {
    ScaledDoubleDouble re =
        ExactSum.ofProducts(x.re(), x.re(), -x.im(), x.im(), y.re(), y.re(), -y.im(), y.im())
            .normalized();
    ScaledDoubleDouble im =
        ExactSum.ofProducts(x.re(), x.im(), y.re(), y.im()).shifted(1).normalized();
    boolean isImaginary = re.value().hi() == 0;
    boolean isReal = im.value().hi() == 0;
    int shift =
        -(isImaginary
            ? im.exponent()
            : isReal ? re.exponent() : Math.max(re.exponent(), im.exponent()));
    double tiny = isReal ? 0 : Double.MIN_NORMAL;
    double across = Math.max(Math.abs(im.shifted(shift).toDouble()), tiny);
    return new Complex(re.shifted(shift).toDouble(), Math.copySign(across, im.value().hi()));
  }
}
