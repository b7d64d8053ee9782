package org.hlorun.interpreter.elementwise;

import java.util.function.DoubleUnaryOperator;
import org.hlorun.language.shape.FloatFormat;

/**
 * The meaning of {@code reduce-precision}: rounding a number to fewer exponent and mantissa bits
 * within its own format, on the bits of the encoding.
 *
 * @param format the format of the operand
 * @param exponentBits of the reduced format, at least 1
 * @param mantissaBits of the reduced format, at least 0
 */
record ReducedPrecision(FloatFormat format, int exponentBits, int mantissaBits)
    implements DoubleUnaryOperator {

  @Override
  public double applyAsDouble(double value) {
    if (Double.isNaN(value) && mantissaBits > 0) {
      return value;
    }
    long bits = format.encode(value);
    long signMask = 1L << (format.exponentBits() + format.mantissaBits());
    long magnitude = clampExponent(roundMantissa(bits & (signMask - 1)));
    return format.decode(bits & signMask | magnitude);
  }

  /** Rounds to nearest even; a carry moves into the exponent. */
  private long roundMantissa(long magnitude) {
    int dropped = format.mantissaBits() - mantissaBits;
    if (dropped <= 0) {
      return magnitude;
    }
    long lastKept = magnitude >>> dropped & 1;
    long halfMinusOne = (1L << (dropped - 1)) - 1;
    return (magnitude + halfMinusOne + lastKept) >>> dropped << dropped;
  }

  /** Overflow gives infinity, anything below the reduced format's normal numbers zero. */
  private long clampExponent(long magnitude) {
    if (exponentBits >= format.exponentBits()) {
      return magnitude;
    }
    int reducedBias = (1 << (exponentBits - 1)) - 1;
    long exponent = magnitude >>> format.mantissaBits();
    if (exponent > format.bias() + reducedBias) {
      return ((1L << format.exponentBits()) - 1) << format.mantissaBits();
    }
    return exponent <= format.bias() - reducedBias ? 0 : magnitude;
  }
}
