package org.hlorun.language.mlir.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.hlorun.language.shape.FloatFormat;

/** Values of the texts of numbers. */
final class Numbers {
  private Numbers() {}

  /** The value of {@code 12} or {@code 0x1F}. */
  static BigInteger integer(String text, boolean negative) {
    BigInteger value = isHex(text) ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    return negative ? value.negate() : value;
  }

  static boolean isHex(String text) {
    return text.length() > 2 && text.charAt(1) == 'x';
  }

  /**
   * The encoding of a decimal text in a float format, rounded once to nearest even.
   *
   * @param text an unsigned decimal
   */
  static long encode(String text, boolean negative, FloatFormat format) {
    if (format.equals(FloatFormat.F32)) {
      float value = Float.parseFloat(text);
      return Float.floatToRawIntBits(negative ? -value : value) & 0xFFFFFFFFL;
    }
    double value = Double.parseDouble(text);
    if (!format.equals(FloatFormat.F64)) {
      value = awayFromTie(text, value, format);
    }
    return format.encode(negative ? -value : value);
  }

  /**
   * A double on the same side of the format's rounding boundaries as the decimal: the nearest
   * double, unless that lies on a boundary and the decimal beside it.
   */
  private static double awayFromTie(String text, double nearest, FloatFormat format) {
    if (nearest == 0 || Double.isInfinite(nearest)) {
      return nearest;
    }
    double below = Math.nextDown(nearest);
    double above = Math.nextUp(nearest);
    if (format.encode(below) == format.encode(above)) {
      return nearest;
    }
    int side = new BigDecimal(text).compareTo(new BigDecimal(nearest));
    return side == 0 ? nearest : side < 0 ? below : above;
  }
}
