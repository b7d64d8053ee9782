package org.hlorun.gpu.emulator.arithmetic;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Values of registers as Java's numbers, and back. */
public final class Bits {
  /** The NaN that single-precision arithmetic gives. */
  public static final long NAN32 = 0x7FFF_FFFFL;

  private Bits() {}

  /** The lowest bits, 1 to 64 of them. */
  public static long mask(int bits) {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }

  /** The lowest bits as a signed number. */
  public static long signed(long value, int bits) {
    return value << (64 - bits) >> (64 - bits);
  }

  public static float f32(long value) {
    return Float.intBitsToFloat((int) value);
  }

  /** The bits of a float; every NaN becomes the same. */
  public static long f32(float value) {
    return Float.isNaN(value) ? NAN32 : Float.floatToRawIntBits(value) & 0xFFFF_FFFFL;
  }

  public static double f64(long value) {
    return Double.longBitsToDouble(value);
  }

  public static long f64(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /** Subnormal numbers become zero, with their sign. */
  public static float flush(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }

  /** Subnormal numbers become zero, with their sign. */
  public static long flush32(long bits) {
    return (bits & 0x7F80_0000L) == 0 ? bits & 0x8000_0000L : bits;
  }

  static double unsignedToDouble(long value) {
    return value >= 0 ? (double) value : (double) ((value >>> 1) | (value & 1)) * 2;
  }

  static BigDecimal toBigDecimal(long value, boolean signed) {
    BigDecimal result = BigDecimal.valueOf(value);
    return signed || value >= 0 ? result : result.add(new BigDecimal(BigInteger.ONE.shiftLeft(64)));
  }
}
