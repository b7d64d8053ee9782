package org.hlorun.language.printer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers in the notation of C's {@code %g}: a number of significant digits, rounded to nearest
 * even from the exact value, without trailing zeros, in scientific form where the decimal exponent
 * is below -4 or not below the number of digits (ISO C, 7.23.6.1).
 */
public final class GeneralNotation {
  private static final double LARGEST_PLAIN_INTEGER = 0x1p53;

  private GeneralNotation() {}

  /**
   * {@code printf("%.<digits>g", value)}.
   *
   * @param digits significant digits, at least 1
   */
  public static String format(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
    }
    if (value == 0) {
      return Double.doubleToRawLongBits(value) < 0 ? "-0" : "0";
    }
    double magnitude = Math.abs(value);
    if (magnitude == Math.rint(magnitude)
        && magnitude < LARGEST_PLAIN_INTEGER
        && magnitude < Math.pow(10, digits)) {
      return Long.toString((long) value);
    }
    return format(new BigDecimal(value), digits);
  }

  private static String format(BigDecimal value, int digits) {
    BigDecimal rounded = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String significant = withoutTrailingZeros(rounded.unscaledValue().abs().toString());
    StringBuilder text = new StringBuilder(rounded.signum() < 0 ? "-" : "");
    if (exponent < -4 || exponent >= digits) {
      appendFraction(text, significant, 1);
      text.append('e').append(exponent < 0 ? '-' : '+');
      text.append(Math.abs(exponent) < 10 ? "0" : "").append(Math.abs(exponent));
    } else if (exponent < 0) {
      text.append("0.").append("0".repeat(-exponent - 1)).append(significant);
    } else {
      appendFraction(text, significant, exponent + 1);
    }
    return text.toString();
  }

  private static String withoutTrailingZeros(String digits) {
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }

  /** Appends digits with the point behind the first {@code whole} of them, zeros where too few. */
  private static void appendFraction(StringBuilder text, String digits, int whole) {
    if (digits.length() <= whole) {
      text.append(digits).append("0".repeat(whole - digits.length()));
    } else {
      text.append(digits, 0, whole).append('.').append(digits, whole, digits.length());
    }
  }

  /**
   * The shorter of two precisions that reads back as {@code value}: {@code shortDigits} where that
   * suffices, else {@code longDigits}.
   */
  static String shortest(double value, int shortDigits, int longDigits) {
    String text = format(value, shortDigits);
    boolean suffices = !Double.isFinite(value) || Double.parseDouble(text) == value;
    return suffices ? text : format(value, longDigits);
  }

  /** {@link #shortest(double, int, int)} of a {@code float}: six digits, else nine. */
  static String shortest(float value) {
    String text = format(value, 6);
    boolean suffices = !Float.isFinite(value) || Float.parseFloat(text) == value;
    return suffices ? text : format(value, 9);
  }
}
