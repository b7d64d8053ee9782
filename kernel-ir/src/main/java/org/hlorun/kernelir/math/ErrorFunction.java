package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.Value;

/** The error function of f32. */
final class ErrorFunction {
  /** erf(x) / x - 1 in x^2 for |x| up to 1, relative error of erf below 2^-29. */
  private static final double[] SMALL = {
    0x1.496a14p-14,
    -0x1.a3f6f4p-11,
    0x1.5405b0p-8,
    -0x1.b7f90cp-6,
    0x1.ce2cf8p-4,
    -0x1.81273ep-2,
    0x1.06eba8p-3
  };

  /** log(1 - erf(x)) / x for x from 1 to 4, relative error of erf below 2^-31. */
  private static final double[] LARGE = {
    -0x1.ca5436p-17,
    0x1.6c55b6p-12,
    -0x1.eac4e8p-9,
    0x1.88e7dcp-6,
    -0x1.b434f0p-4,
    -0x1.451da0p-1,
    -0x1.20f1bcp+0
  };

  private final FloatCode code;
  private final Exponential exponential;

  ErrorFunction(FloatCode code, Exponential exponential) {
    this.code = code;
    this.exponential = exponential;
  }

  /**
   * erf x for f32, at most 2 ulp off: a polynomial up to 1 and 1 - e^p(x) above, both minimax by
   * Remez's exchange; the form is that of N. Juffa's {@code my_erff}. From 4 on erf rounds to 1.
   */
  Value erf(Value x) {
    Value magnitude = code.atMost(code.absolute(x), 4);
    Value square = code.multiply(magnitude, magnitude);
    Value small = code.fma(x, code.polynomial(square, SMALL), x);
    Value exponent = code.multiply(magnitude, code.polynomialByPairs(magnitude, square, LARGE));
    Value rest = exponential.expOfNegative(exponent, -20);
    Value large = code.withSign(code.subtract(code.real(1), rest), x);
    return code.select(code.less(code.real(1), code.absolute(x)), large, small);
  }
}
