package org.hlorun.cli.output;

import java.math.BigDecimal;
import java.math.MathContext;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/** Single elements as text: a short decimal that reads back as the same value. */
final class ElementText {
  /** Decimal exponents outside of this range are written as {@code 1e+20}. */
  private static final int MIN_EXPONENT = -5;

  private static final int MAX_EXPONENT = 9;

  private ElementText() {}

  /**
   * The text of an element: {@code true}, {@code -3}, {@code 0.1}, {@code inf}, {@code 1-2j};
   * {@code --input} reads all of them.
   */
  static String of(ArrayLiteral array, long index) {
    ElementType type = array.elementType();
    return switch (type.kind()) {
      case PRED -> array.getBoolean(index) ? "true" : "false";
      case SIGNED -> Long.toString(array.getLong(index));
      case UNSIGNED -> Long.toUnsignedString(array.getLong(index));
      case FLOAT -> number(array.getDouble(index), type);
      case COMPLEX -> {
        ElementType part = type.componentType();
        String imaginary = number(array.getImaginary(index), part);
        String sign = imaginary.startsWith("-") ? "" : "+";
        yield number(array.getDouble(index), part) + sign + imaginary + "j";
      }
    };
  }

  /** A value of a float type as text. */
  static String number(double value, ElementType type) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return text(shortest(value, type).stripTrailingZeros());
  }

  private static BigDecimal shortest(double value, ElementType type) {
    return switch (type) {
      case F64 -> new BigDecimal(Double.toString(value));
      case F32 -> new BigDecimal(Float.toString((float) value));
      default -> {
        long bits = type.floatFormat().encode(value);
        BigDecimal exact = new BigDecimal(value);
        // A narrow type's 448 is not shortened to 450.
        int whole = exact.precision() - exact.scale();
        int digits = whole >= 1 && whole <= MAX_EXPONENT ? whole : 1;
        BigDecimal rounded = exact.round(new MathContext(digits));
        while (type.floatFormat().encode(rounded.doubleValue()) != bits) {
          rounded = exact.round(new MathContext(++digits));
        }
        yield rounded;
      }
    };
  }

  private static String text(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= MIN_EXPONENT && exponent < MAX_EXPONENT) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (value.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + Math.abs(exponent);
  }
}
