package org.hlorun.interpreter.math;

import org.hlorun.interpreter.math.TrigonometricKernel.SinCos;

/**
 * The complex exponential and the functions made of it, each component rounded once from
 * double-double arithmetic; special values follow C99 Annex G.
 */
final class ComplexExponential {
  /** Beyond this e^x times the smallest sine of a double overflows, and e^-x times 1 underflows. */
  private static final double LIMIT = 2000;

  private static final double CANCELLATION = 0x1p-40;

  private ComplexExponential() {}

  private static ScaledDoubleDouble expOf(double x) {
    return ExponentialKernel.exp(DoubleDouble.of(Math.clamp(x, -LIMIT, LIMIT)));
  }

  /** The sine, with the exponent of tiny angles split off. */
  private static ScaledDoubleDouble sine(double y, SinCos sinCos) {
    return Math.abs(y) < 0x1p-60 ? ScaledDoubleDouble.of(y) : ScaledDoubleDouble.of(sinCos.sin());
  }

  static Complex exp(Complex z) {
    double x = z.re();
    double y = z.im();
    if (y == 0) {
      return new Complex(RealMath.exp(x), y);
    }
    if (!z.isFinite()) {
      return expSpecial(x, y);
    }
    SinCos sinCos = TrigonometricKernel.sinCos(y);
    ScaledDoubleDouble e = expOf(x);
    return new Complex(e.times(sinCos.cos()).toDouble(), e.times(sine(y, sinCos)).toDouble());
  }

  private static Complex expSpecial(double x, double y) {
    if (x == Double.NEGATIVE_INFINITY) {
      return Double.isFinite(y) ? new Complex(0 * Math.cos(y), 0 * Math.sin(y)) : Complex.ZERO;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return Double.isFinite(y)
          ? new Complex(x * Math.cos(y), x * Math.sin(y))
          : new Complex(x, Double.NaN);
    }
    return Complex.NAN;
  }

  static Complex expm1(Complex z) {
    double x = z.re();
    double y = z.im();
    if (y == 0) {
      return new Complex(RealMath.expm1(x), y);
    }
    if (!z.isFinite()) {
      Complex special = expSpecial(x, y);
      return new Complex(special.re() - 1, special.im());
    }
    SinCos sinCos = TrigonometricKernel.sinCos(y);
    ScaledDoubleDouble e = expOf(x);
    double im = e.times(sine(y, sinCos)).toDouble();
    if (x > 200) {
      return new Complex(e.times(sinCos.cos()).toDouble(), im);
    }
    return new Complex(expm1Real(Math.max(x, -200), y, sinCos), im);
  }

  /** e^x cos y - 1 = expm1(x) cos y - 2 sin^2(y/2). */
  private static double expm1Real(double x, double y, SinCos sinCos) {
    if (Math.abs(y) < 0x1p-400 && Math.abs(x) < 0x1p-700) {
      return ExactSum.ofProducts(x, 1, y, -y / 2).toDouble();
    }
    DoubleDouble half = TrigonometricKernel.sin(y / 2);
    DoubleDouble first = ExponentialKernel.expm1(DoubleDouble.of(x)).times(sinCos.cos());
    DoubleDouble result = first.minus(half.squared().timesPowerOfTwo(2));
    boolean isAccurate = Math.abs(result.hi()) > CANCELLATION * Math.abs(first.hi());
    if (isAccurate || Math.abs(y) > 0x1p30) {
      return result.toDouble();
    }
    return FixedPoint.expTimesCosMinusOne(x, y).toDouble();
  }

  /** 1 / (1 + e^-z). */
  static Complex logistic(Complex z) {
    double x = z.re();
    double y = z.im();
    if (y == 0) {
      return new Complex(RealMath.logistic(x), y);
    }
    if (!z.isFinite()) {
      double sign = Double.isFinite(y) ? Math.sin(y) : 0;
      boolean isLimit = Double.isInfinite(x);
      return isLimit ? new Complex(x > 0 ? 1 : 0, Math.copySign(0, sign)) : Complex.NAN;
    }
    SinCos sinCos = TrigonometricKernel.sinCos(y);
    DoubleDouble cosHalf = TrigonometricKernel.cos(y / 2);
    // With f = e^-|x| the square of |1 + e^-|x|+iy| is (1 - f)^2 + 4 f cos^2(y/2): no cancellation.
    ScaledDoubleDouble f = expOf(-Math.abs(x));
    DoubleDouble plain = f.toDoubleDouble();
    DoubleDouble fMinusOne = ExponentialKernel.expm1(DoubleDouble.of(Math.max(-Math.abs(x), -200)));
    DoubleDouble twiceSquare = cosHalf.squared().timesPowerOfTwo(2);
    DoubleDouble norm = fMinusOne.squared().plus(plain.times(twiceSquare).timesPowerOfTwo(2));
    double im = f.times(sine(y, sinCos)).dividedBy(norm).toDouble();
    if (x >= 0) {
      // 1 + f cos y, as a sum of positive terms where cos y is negative.
      DoubleDouble c = sinCos.cos();
      DoubleDouble above =
          c.hi() < 0 ? twiceSquare.plus(fMinusOne.times(c)) : plain.times(c).plus(1.0);
      return new Complex(above.dividedBy(norm).toDouble(), im);
    }
    // e^x + cos y, or where both terms are close to 1 what they differ from it by.
    boolean isNearPole = sinCos.cos().hi() < -0.5;
    DoubleDouble first = isNearPole ? twiceSquare : sinCos.cos();
    DoubleDouble sum = first.plus(isNearPole ? fMinusOne : plain);
    boolean isAccurate = Math.abs(sum.hi()) > CANCELLATION * Math.abs(first.hi());
    ScaledDoubleDouble above =
        isAccurate || Math.abs(y) > 0x1p30
            ? ScaledDoubleDouble.of(sum)
            : FixedPoint.expPlusCos(x, y);
    return new Complex(above.times(f).dividedBy(norm).toDouble(), im);
  }

  /** sinh x, with the exponent of tiny arguments split off. */
  private static ScaledDoubleDouble sinhOf(double x) {
    return Math.abs(x) < 0x1p-60
        ? ScaledDoubleDouble.of(x)
        : HyperbolicKernel.sinh(DoubleDouble.of(Math.clamp(x, -LIMIT, LIMIT)));
  }

  private static ScaledDoubleDouble coshOf(double x) {
    return HyperbolicKernel.cosh(DoubleDouble.of(Math.clamp(x, -LIMIT, LIMIT)));
  }

  static Complex sinh(Complex z) {
    double x = z.re();
    double y = z.im();
    if (y == 0) {
      return new Complex(RealMath.sinh(x), y);
    }
    if (!Double.isFinite(y)) {
      return new Complex(x == 0 || Double.isInfinite(x) ? x : Double.NaN, Double.NaN);
    }
    if (x == 0) {
      return new Complex(Math.copySign(1, RealMath.cos(y)) * x, RealMath.sin(y));
    }
    if (!Double.isFinite(x)) {
      return new Complex(x * Math.cos(y), Math.abs(x) * Math.sin(y));
    }
    SinCos sinCos = TrigonometricKernel.sinCos(y);
    return new Complex(
        sinhOf(x).times(sinCos.cos()).toDouble(), coshOf(x).times(sine(y, sinCos)).toDouble());
  }

  static Complex cosh(Complex z) {
    double x = z.re();
    double y = z.im();
    if (y == 0) {
      return new Complex(RealMath.cosh(x), Double.isNaN(x) ? y : y * Math.copySign(1, x));
    }
    if (!Double.isFinite(y)) {
      return new Complex(Double.isInfinite(x) ? Math.abs(x) : Double.NaN, x == 0 ? x : Double.NaN);
    }
    if (x == 0) {
      return new Complex(RealMath.cos(y), Math.copySign(1, RealMath.sin(y)) * x);
    }
    if (!Double.isFinite(x)) {
      return new Complex(Math.abs(x) * Math.cos(y), x * Math.sin(y));
    }
    SinCos sinCos = TrigonometricKernel.sinCos(y);
    return new Complex(
        coshOf(x).times(sinCos.cos()).toDouble(), sinhOf(x).times(sine(y, sinCos)).toDouble());
  }

  static Complex tanh(Complex z) {
    double x = z.re();
    double y = z.im();
    if (y == 0) {
      return new Complex(RealMath.tanh(x), y);
    }
    if (Double.isInfinite(x)) {
      double sign = Double.isFinite(y) ? Math.sin(y) * Math.cos(y) : y;
      return new Complex(Math.copySign(1, x), Math.copySign(0, sign));
    }
    if (!z.isFinite()) {
      return new Complex(x == 0 ? x : Double.NaN, Double.NaN);
    }
    if (x == 0) {
      return new Complex(x, RealMath.tan(y));
    }
    SinCos sinCos = TrigonometricKernel.sinCos(y);
    ScaledDoubleDouble sinTimesCos = sine(y, sinCos).times(sinCos.cos());
    if (Math.abs(x) > 40) {
      ScaledDoubleDouble e = expOf(-2 * Math.abs(x));
      ScaledDoubleDouble im = new ScaledDoubleDouble(e.value(), e.exponent() + 2);
      return new Complex(Math.copySign(1, x), im.times(sinTimesCos).toDouble());
    }
    // (sinh x cosh x + i sin y cos y) / (sinh^2 x + cos^2 y)
    ScaledDoubleDouble sinh = sinhOf(x);
    DoubleDouble norm = sinh.toDoubleDouble().squared().plus(sinCos.cos().squared());
    return new Complex(
        sinh.times(coshOf(x)).dividedBy(norm).toDouble(), sinTimesCos.dividedBy(norm).toDouble());
  }
}
