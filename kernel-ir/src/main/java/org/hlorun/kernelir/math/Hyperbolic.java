package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.Value;

/**
 * Hyperbolic functions and their inverses on f64 values that are f32 numbers, accurate enough to be
 * rounded to f32.
 */
final class Hyperbolic {
  private final FloatCode code;
  private final Exponential exponential;
  private final Logarithm logarithm;

  Hyperbolic(FloatCode code) {
    this.code = code;
    this.exponential = new Exponential(code);
    this.logarithm = new Logarithm(code);
  }

  /** sinh |x| = (m + m / (m + 1)) / 2 with m = e^|x| - 1; from |x| = 100 on above every f32. */
  Value sinh(Value x) {
    Value m = exponential.expm1OfPositive(code.absolute(x), 100);
    Value sum = code.add(m, code.divide(m, code.add(m, code.real(1))));
    return code.withSign(code.multiply(sum, code.real(0.5)), x);
  }

  /** cosh x = (e^x + e^-x) / 2; from |x| = 100 on above every f32. */
  Value cosh(Value x) {
    Value e = exponential.exp(code.atMost(code.absolute(x), 100));
    Value sum = code.add(e, code.divide(code.real(1), e));
    return code.multiply(sum, code.real(0.5));
  }

  /** asinh a = log1p(a + a^2 / (1 + sqrt(a^2 + 1))) for a not negative; the square fits f64. */
  Value asinh(Value x) {
    Value one = code.real(1);
    Value a = code.absolute(x);
    Value square = code.multiply(a, a);
    Value rest = code.divide(square, code.add(one, code.sqrt(code.add(square, one))));
    Value result = logarithm.log1p(code.add(a, rest));
    Value isFinite = code.less(a, code.real(Double.POSITIVE_INFINITY));
    return code.withSign(code.select(isFinite, result, a), x);
  }

  /** acosh x = log1p(t + sqrt(2t + t^2)) with t = x - 1; NaN below 1. */
  Value acosh(Value x) {
    Value one = code.real(1);
    Value t = code.subtract(x, one);
    Value root = code.sqrt(code.multiply(t, code.add(t, code.real(2))));
    Value result = logarithm.log1p(code.add(t, root));
    return code.select(code.less(x, one), code.real(Double.NaN), result);
  }

  /** atanh a = log1p(2a / (1 - a)) / 2 for a not negative; NaN above 1, infinity at 1. */
  Value atanh(Value x) {
    Value a = code.absolute(x);
    Value ratio = code.divide(code.add(a, a), code.subtract(code.real(1), a));
    Value result = code.multiply(logarithm.log1p(ratio), code.real(0.5));
    return code.flipped(result, x);
  }
}
