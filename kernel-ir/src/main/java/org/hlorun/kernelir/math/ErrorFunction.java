package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.Value;

/** The error function of f32. */
final class ErrorFunction {
  /** Where one polynomial ends and the other begins. */
  private static final double BOUND = 1.1;

  /** erf(x) / x - 1 in x^2 for |x| up to the bound, relative error of erf below 2^-27. */
  private static final double[] SMALL = {
    0x1.2f80b2p-14,
    -0x1.9a3de0p-11,
    0x1.52ac24p-8,
    -0x1.b7cde0p-6,
    0x1.ce2aa6p-4,
    -0x1.812734p-2,
    0x1.06eba8p-3
  };

  /** The eighth root of 1 - erf(x) for x from the bound to 4, error of erf below 2^-26. */
  private static final double[] LARGE = {
    0x1.50378ap-13,
    -0x1.527896p-9,
    0x1.b7b8b6p-7,
    -0x1.99a886p-7,
    -0x1.eb9048p-5,
    -0x1.2afff6p-3,
    0x1.004732p+0
  };

  private final FloatCode code;

  ErrorFunction(FloatCode code) {
    this.code = code;
  }

  /**
   * erf x for f32, at most 2 ulp off. Lanes on both sides of the bound have polynomials of one
   * degree, so that one evaluation with coefficients of each lane's own does for all. 1 - erf x is
   * the eighth power of what is close to a Gaussian eight times as wide (the idea of Abramowitz and
   * Stegun, 7.1.28); both polynomials are minimax fits for the error of erf. From 4 on erf rounds
   * to 1.
   */
  Value erf(Value x) {
    Value magnitude = code.atMost(code.absolute(x), 4);
    Value isLarge = code.less(code.real(BOUND), magnitude);
    Value argument = code.select(isLarge, magnitude, code.multiply(magnitude, magnitude));
    Value sum = coefficient(isLarge, 0);
    for (int i = 1; i < SMALL.length; i++) {
      sum = code.fma(sum, argument, coefficient(isLarge, i));
    }
    Value square = code.multiply(sum, sum);
    Value fourth = code.multiply(square, square);
    Value large = code.fma(code.negate(fourth), fourth, code.real(1));
    return code.select(isLarge, code.withSign(large, x), code.fma(x, sum, x));
  }

  private Value coefficient(Value isLarge, int number) {
    return code.select(isLarge, code.real(LARGE[number]), code.real(SMALL[number]));
  }
}
