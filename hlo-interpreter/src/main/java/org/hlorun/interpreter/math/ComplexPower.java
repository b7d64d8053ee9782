package org.hlorun.interpreter.math;

import org.hlorun.interpreter.math.TrigonometricKernel.SinCos;

/**
 * Complex powers e^(w log z), from double-double logarithms.
 *
 * <p>Powers with a multiple of 1/2 as exponent are products of the base or its square root instead:
 * where a component of the true power is zero, as in i^2, the exponential would leave a residue.
 */
final class ComplexPower {
  /** The largest number of factors, twice the largest exponent. */
  private static final int MAX_FACTORS = 64;

  /** Beyond this the exponential overflows or underflows, whatever the angle. */
  private static final double LIMIT = 2000;

  private ComplexPower() {}

  static Complex pow(Complex z, Complex w) {
    if (w.isZero()) {
      return Complex.ONE;
    }
    boolean isRealPower = w.im() == 0;
    if (isRealPower && z.im() == 0 && z.re() >= 0) {
      return new Complex(RealMath.pow(z.re(), w.re()), 0);
    }
    if (z.isZero()) {
      return w.re() > 0 ? Complex.ZERO : Complex.NAN;
    }
    if (!z.isFinite() || !w.isFinite()) {
      Complex log = ComplexLogarithm.log(z);
      // A real exponent scales both components: 0 * inf must not come into it.
      return ComplexExponential.exp(
          isRealPower
              ? new Complex(w.re() * log.re(), w.re() * log.im())
              : ComplexMath.multiply(w, log));
    }
    double factors = 2 * w.re();
    if (isRealPower && factors == Math.rint(factors) && Math.abs(factors) <= MAX_FACTORS) {
      return halfIntegerPower(z, (int) factors);
    }
    return expOfLog(z, w);
  }

  private static Complex expOfLog(Complex z, Complex w) {
    DoubleDouble log = ComplexLogarithm.logAbs(z.re(), z.im());
    DoubleDouble angle =
        TrigonometricKernel.atan2(DoubleDouble.of(z.im()), DoubleDouble.of(z.re()));
    DoubleDouble re = log.times(w.re()).minus(angle.times(w.im()));
    DoubleDouble im = log.times(w.im()).plus(angle.times(w.re()));
    if (!Double.isFinite(re.toDouble()) || !Double.isFinite(im.toDouble())) {
      return ComplexExponential.exp(
          new Complex(
              w.re() * log.hi() - w.im() * angle.hi(), w.im() * log.hi() + w.re() * angle.hi()));
    }
    if (Math.abs(re.hi()) > LIMIT) {
      re = DoubleDouble.of(Math.copySign(LIMIT, re.hi()));
    }
    ScaledDoubleDouble size = ExponentialKernel.exp(re);
    SinCos sinCos = TrigonometricKernel.sinCos(im);
    return new Complex(size.times(sinCos.cos()).toDouble(), size.times(sinCos.sin()).toDouble());
  }

  private static Complex halfIntegerPower(Complex z, int factors) {
    switch (factors) {
      case 1:
        return ComplexRoot.sqrt(z);
      case -1:
        return ComplexRoot.rsqrt(z);
      case -2:
        return ComplexMath.divide(Complex.ONE, z);
      case 2:
        return z;
      case 4:
        return ComplexMath.multiply(z, z);
      default:
        break;
    }
    boolean isWhole = (factors & 1) == 0;
    ComplexRoot.Parts base =
        isWhole
            ? new ComplexRoot.Parts(ScaledDoubleDouble.of(z.re()), ScaledDoubleDouble.of(z.im()))
            : ComplexRoot.sqrtParts(z.re(), z.im());
    return power(base, isWhole ? factors / 2 : factors);
  }

  private static Complex power(ComplexRoot.Parts base, int n) {
    ScaledDoubleDouble re = base.re().normalized();
    ScaledDoubleDouble im = base.im().normalized();
    boolean isSteep = re.value().hi() == 0 || im.value().hi() != 0 && im.exponent() > re.exponent();
    if (isSteep) {
      // (x + iy)^n = i^n (y - ix)^n
      ComplexRoot.Parts power = flatPower(im, re.negated(), n);
      return switch (n & 3) {
        case 0 -> power.toComplex();
        case 1 -> power.toComplex().timesI();
        case 2 -> power.toComplex().negated();
        default -> power.toComplex().timesMinusI();
      };
    }
    return flatPower(re, im, n).toComplex();
  }

  /** The power of a number whose real part is the larger one. */
  private static ComplexRoot.Parts flatPower(ScaledDoubleDouble re, ScaledDoubleDouble im, int n) {
    ScaledDoubleDouble slope = im.dividedBy(re);
    boolean isLinear = slope.exponent() < -400;
    DoubleDouble[] x = {
      re.value(), isLinear ? DoubleDouble.ZERO : im.value().scaled(im.exponent() - re.exponent())
    };
    DoubleDouble[] product = {DoubleDouble.ONE, DoubleDouble.ZERO};
    for (int rest = Math.abs(n); rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        product = times(product, x);
      }
      x = times(x, x);
    }
    if (n < 0) {
      DoubleDouble norm = product[0].squared().plus(product[1].squared());
      product[0] = product[0].dividedBy(norm);
      product[1] = product[1].negated().dividedBy(norm);
    }
    ScaledDoubleDouble real = new ScaledDoubleDouble(product[0], re.exponent() * n);
    ScaledDoubleDouble imaginary =
        isLinear
            ? real.times(slope).times(DoubleDouble.of(n))
            : new ScaledDoubleDouble(product[1], re.exponent() * n);
    return new ComplexRoot.Parts(real, imaginary);
  }

  private static DoubleDouble[] times(DoubleDouble[] a, DoubleDouble[] b) {
    return new DoubleDouble[] {
      a[0].times(b[0]).minus(a[1].times(b[1])), a[0].times(b[1]).plus(a[1].times(b[0]))
    };
  }
}
