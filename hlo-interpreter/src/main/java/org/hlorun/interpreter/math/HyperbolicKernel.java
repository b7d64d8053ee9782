package org.hlorun.interpreter.math;

/**
 * Hyperbolic functions and their inverses in double-double arithmetic, relative error below 2^-97,
 * expressed by {@link ExponentialKernel}. Arguments are finite.
 */
final class HyperbolicKernel {
  /** Beyond this e^-x vanishes beside e^x. */
  private static final double LARGE = 40;

  private HyperbolicKernel() {}

  static ScaledDoubleDouble sinh(DoubleDouble x) {
    if (Math.abs(x.hi()) > LARGE) {
      ScaledDoubleDouble e = ExponentialKernel.exp(x.abs());
      return new ScaledDoubleDouble(e.value().withSignOf(x.hi()), e.exponent() - 1);
    }
    // Of the absolute value, since e^x - 1 of large negative x is all rounded to -1.
    DoubleDouble e = ExponentialKernel.expm1(x.abs());
    DoubleDouble twice = e.plus(e.dividedBy(e.plus(1.0)));
    return new ScaledDoubleDouble(twice.withSignOf(x.hi()), -1);
  }

  static ScaledDoubleDouble cosh(DoubleDouble x) {
    ScaledDoubleDouble scaled = ExponentialKernel.exp(x.abs());
    if (Math.abs(x.hi()) > LARGE) {
      return new ScaledDoubleDouble(scaled.value(), scaled.exponent() - 1);
    }
    DoubleDouble e = scaled.toDoubleDouble();
    return new ScaledDoubleDouble(e.plus(e.reciprocal()), -1);
  }

  static DoubleDouble tanh(DoubleDouble x) {
    if (Math.abs(x.hi()) > LARGE) {
      return DoubleDouble.ONE.withSignOf(x.hi());
    }
    DoubleDouble e = ExponentialKernel.expm1(x.timesPowerOfTwo(2));
    return e.dividedBy(e.plus(2.0));
  }

  static DoubleDouble asinh(DoubleDouble x) {
    DoubleDouble a = x.abs();
    if (a.hi() < 0x1p-60) {
      return x;
    }
    DoubleDouble result;
    if (a.hi() > 0x1p100) {
      result = ExponentialKernel.log(new ScaledDoubleDouble(a, 1));
    } else {
      DoubleDouble square = a.squared();
      DoubleDouble root = square.plus(1.0).sqrt();
      result = ExponentialKernel.log1p(a.plus(square.dividedBy(root.plus(1.0))));
    }
    return result.withSignOf(x.hi());
  }

  /** The inverse of cosh for x at least 1. */
  static DoubleDouble acosh(double x) {
    if (x > 0x1p100) {
      return ExponentialKernel.log(new ScaledDoubleDouble(DoubleDouble.of(x), 1));
    }
    DoubleDouble t = DoubleDouble.sum(x, -1);
    return ExponentialKernel.log1p(t.plus(t.times(t.plus(2.0)).sqrt()));
  }

  /** The inverse of tanh for |x| below 1. */
  static DoubleDouble atanh(double x) {
    double a = Math.abs(x);
    DoubleDouble t = DoubleDouble.of(2 * a).dividedBy(DoubleDouble.sum(1, -a));
    return ExponentialKernel.log1p(t).timesPowerOfTwo(0.5).withSignOf(x);
  }
}
