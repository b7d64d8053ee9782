package org.hlorun.gpu.emulator.arithmetic;

import java.util.function.LongUnaryOperator;

/** Conversions between numbers: {@code cvt}. */
public final class Conversion {
  private Conversion() {}

  /**
   * From integer to integer: the value is extended as its type says, or cut, or clamped.
   *
   * @param width bits of the result's register
   */
  public static LongUnaryOperator integer(
      int fromBits, boolean fromSigned, int toBits, boolean toSigned, boolean saturate, int width) {
    long mask = Bits.mask(width);
    return value -> {
      long number = fromSigned ? Bits.signed(value, fromBits) : value & Bits.mask(fromBits);
      if (saturate) {
        number = clamp(number, fromSigned, toBits, toSigned);
      }
      return (toSigned ? Bits.signed(number, toBits) : number & Bits.mask(toBits)) & mask;
    };
  }

  private static long clamp(long number, boolean signed, int toBits, boolean toSigned) {
    boolean huge = !signed && number < 0;
    long most = toSigned ? Bits.mask(toBits - 1) : Bits.mask(toBits);
    long least = toSigned ? -most - 1 : 0;
    if (huge) {
      return toSigned || toBits < 64 ? most : number;
    }
    if (!toSigned && toBits == 64) {
      return Math.max(number, 0);
    }
    return Math.clamp(number, least, most);
  }

  /**
   * From a floating-point value to an integer: rounded, then clamped. NaN becomes 0, or, if either
   * type has 64 bits, the integer whose highest bit alone is set.
   */
  public static long toInteger(
      double value, Rounding rounding, int toBits, boolean toSigned, boolean wide) {
    if (Double.isNaN(value)) {
      return wide ? 1L << (toBits - 1) : 0;
    }
    double whole = integral(value, rounding);
    if (toSigned) {
      double limit = Math.scalb(1.0, toBits - 1);
      long result =
          whole >= limit
              ? Bits.mask(toBits - 1)
              : whole < -limit ? -Bits.mask(toBits - 1) - 1 : (long) whole;
      return result & Bits.mask(toBits);
    }
    if (whole <= 0) {
      return 0;
    }
    if (whole >= Math.scalb(1.0, toBits)) {
      return Bits.mask(toBits);
    }
    return whole < 0x1p63 ? (long) whole : (long) (whole - 0x1p63) ^ Long.MIN_VALUE;
  }

  /** The integer next to a value. */
  public static double integral(double value, Rounding rounding) {
    return switch (rounding) {
      case NEAREST_EVEN -> Math.rint(value);
      case NEAREST_AWAY -> Math.copySign(Math.floor(Math.abs(value) + 0.5), value);
      case TOWARD_ZERO -> Math.copySign(Math.floor(Math.abs(value)), value);
      case DOWN -> Math.floor(value);
      case UP -> Math.ceil(value);
    };
  }
}
