package org.hlorun.interpreter.elementwise;

import java.util.function.DoubleToLongFunction;
import java.util.function.LongToDoubleFunction;
import org.hlorun.language.shape.ElementType;

/** The meaning of {@code convert} between numbers of different sorts. */
final class Conversions {
  private static final double TWO_TO_63 = 0x1p63;
  private static final double TWO_TO_64 = 0x1p64;

  private Conversions() {}

  /**
   * Floats to an integer type: toward zero, saturating, NaN to 0; to {@code pred}: whether not zero
   * (NaN is not).
   */
  static DoubleToLongFunction realToInteger(ElementType target) {
    if (target.isPred()) {
      return x -> x != 0 ? 1 : 0;
    }
    if (target == ElementType.U64) {
      return Conversions::toUnsigned64;
    }
    long min = target.minInteger();
    long max = target.maxInteger();
    return x -> Math.max(min, Math.min(max, (long) x));
  }

  /** As {@link #realToInteger} for u64: the bit pattern. */
  static long toUnsigned64(double x) {
    if (x >= TWO_TO_64) {
      return -1;
    }
    return x >= TWO_TO_63 ? (long) (x - TWO_TO_63) ^ Long.MIN_VALUE : Math.max(0, (long) x);
  }

  /** Integers of a type (extended to {@code long}) to numbers that round once to the target. */
  static LongToDoubleFunction integerToReal(ElementType source, ElementType target) {
    boolean nearest = target.componentType() == ElementType.F64;
    if (source == ElementType.U64) {
      return nearest ? Conversions::nearestUnsigned : Conversions::oddUnsigned;
    }
    return nearest || source.bitWidth() < 64 ? x -> x : Conversions::odd;
  }

  private static double nearestUnsigned(long x) {
    // Halved with a sticky last bit, so that the rounding is that of the whole value.
    return x >= 0 ? x : 2.0 * ((x >>> 1) | (x & 1));
  }

  private static double odd(long x) {
    return x >= 0 ? oddUnsigned(x) : -oddUnsigned(-x);
  }

  /**
   * A number of 64 bits rounded to odd: cut to 53 bits, the last of which tells whether something
   * was lost. Rounding it on to fewer than 52 bits gives what rounding the number itself would.
   */
  private static double oddUnsigned(long x) {
    int surplus = 11 - Long.numberOfLeadingZeros(x);
    if (surplus <= 0) {
      return x;
    }
    long kept = x >>> surplus;
    long lost = x & ((1L << surplus) - 1);
    return (double) (lost == 0 ? kept : kept | 1) * (1L << surplus);
  }
}
