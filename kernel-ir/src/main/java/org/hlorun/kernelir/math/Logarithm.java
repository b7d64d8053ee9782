package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * Natural logarithms: x = 2^n (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and a minimax
 * polynomial in f (f32, as in Cephes) or in s = f / (2 + f) (f64, as in fdlibm), both found by
 * Remez's exchange.
 */
final class Logarithm {
  /** (log(1 + f) - f + f^2 / 2) / f^3, relative error of the logarithm below 2^-30. */
  private static final double[] LOG_32 = {
    0x1.1457a0p-4,
    -0x1.de3c12p-4,
    0x1.e6f06cp-4,
    -0x1.fc220ap-4,
    0x1.233768p-3,
    -0x1.555c4ep-3,
    0x1.99a4b6p-3,
    -0x1.000006p-2,
    0x1.555548p-2
  };

  /** (2 atanh(s) / s - 2) / s^2 in s^2, relative error of the logarithm below 2^-59. */
  private static final double[] LOG_64 = {
    0x1.2f133c8602065p-3,
    0x1.39a0701a5c000p-3,
    0x1.74664adc899b6p-3,
    0x1.c71c51d3805a0p-3,
    0x1.249249422db44p-2,
    0x1.999999997f9dep-2,
    0x1.5555555555593p-1
  };

  private final FloatCode code;

  Logarithm(FloatCode code) {
    this.code = code;
  }

  /** A positive normal number as 2^exponent (1 + fraction). */
  private record Split(Value exponent, Value fraction) {}

  private Split split(Value x) {
    Value root = code.bits(code.real(code.isDouble() ? 0x1.6a09e667f3bcdp-1 : 0x1.6a09e6p-1));
    Value places = code.integer(code.fractionBits());
    Value distance = code.integer(BinaryKind.SUB, code.bits(x), root);
    Value exponent = code.integer(BinaryKind.ASHR, distance, places);
    Value shifted = code.integer(BinaryKind.SHL, exponent, places);
    Value significand = code.fromBits(code.integer(BinaryKind.SUB, code.bits(x), shifted));
    return new Split(exponent, code.subtract(significand, code.real(1)));
  }

  /** exponent * ln 2 + log(1 + f). */
  private Value assemble(Value exponent, Value f) {
    boolean wide = code.isDouble();
    Value n = code.toFloat(exponent);
    Value low = code.multiply(n, code.real(wide ? Exponential.LN2_LOW_64 : Exponential.LN2_LOW_32));
    Value high = code.real(wide ? Exponential.LN2_HIGH_64 : Exponential.LN2_HIGH_32);
    Value square = code.multiply(f, f);
    Value tail;
    if (wide) {
      // log(1 + f) = f - f^2/2 + s (f^2/2 + R), R = s^2 P(s^2).
      Value s = code.divide(f, code.add(f, code.real(2)));
      Value z = code.multiply(s, s);
      Value half = code.multiply(square, code.real(0.5));
      Value series = code.fma(z, code.polynomial(z, LOG_64), half);
      tail = code.subtract(code.fma(s, series, low), half);
    } else {
      Value cube = code.multiply(square, f);
      Value series = code.fma(cube, code.polynomial(f, LOG_32), low);
      tail = code.fma(square, code.real(-0.5), series);
    }
    return code.fma(n, high, code.add(f, tail));
  }

  /** log x, at most 1 ulp off (f64: 2 ulp); minus infinity of zeros, NaN of negative numbers. */
  Value log(Value x) {
    double places = code.fractionBits();
    Value isSubnormal = code.less(x, code.real(code.isDouble() ? Double.MIN_NORMAL : 0x1p-126));
    Value scaled = code.multiply(x, code.real(Math.scalb(1.0, (int) places)));
    Split split = split(code.select(isSubnormal, scaled, x));
    Value less = code.integer(BinaryKind.SUB, split.exponent(), code.integer((long) places));
    Value exponent = code.select(isSubnormal, less, split.exponent());
    return special(x, x, assemble(exponent, split.fraction()));
  }

  /** The result with poles and domain put right: {@code shifted} is what the logarithm is of. */
  private Value special(Value x, Value shifted, Value result) {
    Value isPlain = code.less(shifted, code.real(Double.POSITIVE_INFINITY));
    Value raised = code.select(isPlain, result, x);
    Value zero = code.real(0);
    Value inDomain = code.select(code.less(shifted, zero), code.real(Double.NaN), raised);
    Value pole = code.real(Double.NEGATIVE_INFINITY);
    return code.select(code.equal(shifted, zero), pole, inDomain);
  }

  /**
   * log(1 + x), at most 2 ulp off: the part of x that is lost in 1 + x is put back into the
   * fraction.
   */
  Value log1p(Value x) {
    Value one = code.real(1);
    Value sum = code.add(one, x);
    Value ofSmall = code.subtract(x, code.subtract(sum, one));
    Value ofLarge = code.subtract(one, code.subtract(sum, x));
    Value lost = code.select(code.less(one, x), ofLarge, ofSmall);
    Split split = split(sum);
    // Where the bound matters nothing is lost.
    Value bounded = code.integer(BinaryKind.SMIN, split.exponent(), code.integer(code.bias() - 1L));
    Value unit = code.powerOfTwo(code.integer(BinaryKind.SUB, code.integer(0), bounded));
    Value fraction = code.fma(lost, unit, split.fraction());
    Value result = special(x, sum, assemble(split.exponent(), fraction));
    return code.select(code.isSmall(x, code.isDouble() ? 0x1p-54 : 0x1p-25), x, result);
  }
}
