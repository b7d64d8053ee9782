package org.hlorun.conformance.compare;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** How far apart two elements are, in units in the last place of their type. */
public final class UlpDistance {
  private UlpDistance() {}

  /**
   * The number of representable values between two elements, at their signs: 0 for equal bits and
   * for two NaNs, 1 between 0 and -0, 1 between the largest number and infinity, which rounding
   * takes for the number behind it; {@link Long#MAX_VALUE} between NaN and anything else, between
   * both infinities, and between integers that differ. Of complex numbers the larger of both parts.
   */
  public static long of(ArrayLiteral expected, ArrayLiteral actual, long index) {
    ElementType type = expected.elementType();
    if (!type.isFloat() && !type.isComplex()) {
      return expected.getBits(index) == actual.getBits(index) ? 0 : Long.MAX_VALUE;
    }
    FloatFormat format = type.floatFormat();
    return Math.max(
        of(format, expected.getDouble(index), actual.getDouble(index)),
        of(format, expected.getImaginary(index), actual.getImaginary(index)));
  }

  private static long of(FloatFormat format, double expected, double actual) {
    if (Double.isNaN(expected) || Double.isNaN(actual)) {
      return Double.isNaN(expected) && Double.isNaN(actual) ? 0 : Long.MAX_VALUE;
    }
    if (Double.isInfinite(expected) && Double.isInfinite(actual)) {
      return expected == actual ? 0 : Long.MAX_VALUE;
    }
    return Math.abs(key(format, expected) - key(format, actual));
  }

  private static long key(FloatFormat format, double value) {
    long magnitude =
        Double.isInfinite(value) ? format.maxFiniteBits() + 1 : format.encode(Math.abs(value));
    return Double.doubleToRawLongBits(value) < 0 ? -1 - magnitude : magnitude;
  }
}
