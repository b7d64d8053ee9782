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
    if (Double.isNaN(value)) {
      // Without a mantissa there is no NaN left.
      return mantissaBits > 0 ? value : Math.copySign(Double.POSITIVE_INFINITY, value);
    }
    long magnitude = roundMantissa(format.encode(Math.abs(value)));
    if (magnitude > format.maxFiniteBits() || exceedsExponent(magnitude)) {
      return Math.copySign(Double.POSITIVE_INFINITY, value);
    }
    return Math.copySign(isBelowNormal(magnitude) ? 0 : format.decode(magnitude), value);
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

  private boolean exceedsExponent(long magnitude) {
    return exponentBits < format.exponentBits()
        && exponent(magnitude) > format.bias() + reducedBias();
  }

  /** Whether the number would be subnormal in the reduced format, which has none. */
  private boolean isBelowNormal(long magnitude) {
    return exponentBits < format.exponentBits()
        && exponent(magnitude) <= format.bias() - reducedBias();
  }

  private long exponent(long magnitude) {
    return magnitude >>> format.mantissaBits();
  }

  private int reducedBias() {
    return (1 << (exponentBits - 1)) - 1;
  }
}
