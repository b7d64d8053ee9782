package org.hlorun.language.printer;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** The text of one element of an array. */
final class ElementText {
  private static final double LOG10_OF_2 = Math.log10(2);

  private ElementText() {}

  static String of(ArrayLiteral literal, long index) {
    ElementType type = literal.elementType();
    return switch (type.kind()) {
      case PRED -> literal.getBoolean(index) ? "true" : "false";
      case SIGNED -> Long.toString(literal.getLong(index));
      case UNSIGNED -> Long.toUnsignedString(literal.getLong(index));
      case FLOAT -> ofFloat(type.floatFormat(), literal.getBits(index));
      case COMPLEX -> ofComplex(literal, index);
    };
  }

  private static String ofComplex(ArrayLiteral literal, long index) {
    FloatFormat format = literal.elementType().floatFormat();
    long real;
    long imaginary;
    if (format.equals(FloatFormat.F64)) {
      real = Double.doubleToRawLongBits(literal.getDouble(index));
      imaginary = Double.doubleToRawLongBits(literal.getImaginary(index));
    } else {
      long bits = literal.getBits(index);
      real = bits & 0xFFFFFFFFL;
      imaginary = bits >>> 32;
    }
    return "(" + ofFloat(format, real) + ", " + ofFloat(format, imaginary) + ")";
  }

  private static String ofFloat(FloatFormat format, long bits) {
    if (format.isNaN(bits)) {
      return ofNaN(format, bits);
    }
    double value = format.decode(bits);
    if (Double.isInfinite(value)) {
      return value < 0 ? "-inf" : "inf";
    }
    if (format.equals(FloatFormat.F64)) {
      return GeneralNotation.shortest(value, 15, 17);
    }
    if (format.equals(FloatFormat.F32)) {
      return GeneralNotation.shortest((float) value);
    }
    return GeneralNotation.format(value, sufficientDigits(format));
  }

  /** The number of digits that tells all values of a narrow format apart. */
  private static int sufficientDigits(FloatFormat format) {
    return (int) Math.ceil(1 + (format.mantissaBits() + 1) * LOG10_OF_2);
  }

  /** {@code nan}, with sign, and with its payload where that is not the plain quiet NaN's. */
  private static String ofNaN(FloatFormat format, long bits) {
    boolean negative = format.isSigned() && (bits >>> (format.bitWidth() - 1) & 1) != 0;
    String text = negative ? "-nan" : "nan";
    if (format.payloadBits() == 0) {
      return text;
    }
    long mask = (1L << format.payloadBits()) - 1;
    long payload = bits & mask;
    return payload == (format.nanBits() & mask)
        ? text
        : text + "(0x" + Long.toHexString(payload) + ")";
  }
}
