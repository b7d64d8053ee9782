package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** Comparison of a result with what was expected: exact, or within units in the last place. */
public final class LiteralAssert {
  private LiteralAssert() {}

  /**
   * Fails unless shapes, runtime sizes and elements agree; any NaN equals any NaN, 0 and -0 differ.
   */
  public static void assertClose(
      String what, ArrayLiteral expected, ArrayLiteral actual, long ulps) {
    assertTrue(
        expected.shape().isCompatible(actual.shape()),
        () -> what + ": expected shape " + expected.shape() + ", but it is " + actual.shape());
    assertEquals(expected.sizes(), actual.sizes(), what + ": runtime sizes");
    for (long i = 0; i < expected.elementCount(); i++) {
      if (distance(expected, actual, i) > ulps) {
        fail(
            "%s: element %d should be %s, but is %s (%s ULP)"
                .formatted(
                    what, i, show(expected, i), show(actual, i), distance(expected, actual, i)));
      }
    }
  }

  private static String show(ArrayLiteral literal, long i) {
    return switch (literal.elementType().kind()) {
      case PRED, SIGNED -> Long.toString(literal.getLong(i));
      case UNSIGNED -> Long.toUnsignedString(literal.getLong(i));
      case FLOAT -> Double.toString(literal.getDouble(i));
      case COMPLEX -> "(" + literal.getDouble(i) + ", " + literal.getImaginary(i) + ")";
    };
  }

  private static long distance(ArrayLiteral expected, ArrayLiteral actual, long i) {
    ElementType type = expected.elementType();
    return switch (type.kind()) {
      case PRED, SIGNED, UNSIGNED -> expected.getLong(i) == actual.getLong(i) ? 0 : Long.MAX_VALUE;
      case FLOAT, COMPLEX ->
          Math.max(
              ulps(type.floatFormat(), expected.getDouble(i), actual.getDouble(i)),
              ulps(type.floatFormat(), expected.getImaginary(i), actual.getImaginary(i)));
    };
  }

  /** The number of representable values between two, at their signs; 1 between 0 and -0. */
  private static long ulps(FloatFormat format, double expected, double actual) {
    if (Double.isNaN(expected) || Double.isNaN(actual)) {
      return Double.isNaN(expected) && Double.isNaN(actual) ? 0 : Long.MAX_VALUE;
    }
    if (Double.isInfinite(expected) || Double.isInfinite(actual)) {
      return expected == actual ? 0 : Long.MAX_VALUE;
    }
    long a = key(format, expected);
    long b = key(format, actual);
    return Math.abs(a - b);
  }

  private static long key(FloatFormat format, double value) {
    long magnitude = format.encode(Math.abs(value));
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    return negative ? -1 - magnitude : magnitude;
  }
}
