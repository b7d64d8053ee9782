package org.hlorun.gpu.emulator.text;

/**
 * Constants of PTX: integers of four bases, and floats in decimal or as the bits of their value.
 */
final class Numbers {
  private Numbers() {}

  /**
   * The constant of a token, negated if asked.
   *
   * @return null if the token is no constant
   */
  static Operand parse(String text, boolean negative) {
    try {
      return read(text, negative);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Operand read(String text, boolean negative) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("0f") && lower.length() == 10) {
      long bits = Long.parseLong(lower.substring(2), 16);
      return new Operand.Float(true, negative ? bits ^ 0x8000_0000L : bits);
    }
    if (lower.startsWith("0d") && lower.length() == 18) {
      long bits = Long.parseUnsignedLong(lower.substring(2), 16);
      return new Operand.Float(false, negative ? bits ^ Long.MIN_VALUE : bits);
    }
    boolean hexadecimal = lower.startsWith("0x");
    if (!hexadecimal && (lower.indexOf('.') >= 0 || lower.indexOf('e') >= 0)) {
      if (lower.endsWith("f") || lower.endsWith("d")) {
        return null;
      }
      double value = Double.parseDouble(lower);
      return new Operand.Float(false, Double.doubleToRawLongBits(negative ? -value : value));
    }
    long value = integer(lower.endsWith("u") ? lower.substring(0, lower.length() - 1) : lower);
    return new Operand.Integer(negative ? -value : value);
  }

  private static long integer(String text) {
    if (text.startsWith("0x")) {
      return Long.parseUnsignedLong(text.substring(2), 16);
    }
    if (text.startsWith("0b")) {
      return Long.parseUnsignedLong(text.substring(2), 2);
    }
    if (text.length() > 1 && text.startsWith("0")) {
      return Long.parseUnsignedLong(text.substring(1), 8);
    }
    return Long.parseUnsignedLong(text);
  }
}
