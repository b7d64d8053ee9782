package org.hlorun.gpu.emulator.arithmetic;

/**
 * Binary floating-point formats up to 32 bits, and how a double becomes one of their values. All of
 * them fit into a double exactly.
 */
public enum FloatFormat {
  F32(8, 23, 0x7FFF_FFFFL, true),
  /** 19 bits that stand in the upper bits of an f32. */
  TF32(8, 10, 0x3_FFFFL, true),
  F16(5, 10, 0x7FFF, true),
  BF16(8, 7, 0x7FFF, true),
  /** No infinities; the largest value is 448. */
  E4M3(4, 3, 0x7F, false),
  E5M2(5, 2, 0x7F, true);

  private final int exponentBits;
  private final int mantissaBits;
  private final long nan;
  private final boolean infinities;
  private final int bias;

  FloatFormat(int exponentBits, int mantissaBits, long nan, boolean infinities) {
    this.exponentBits = exponentBits;
    this.mantissaBits = mantissaBits;
    this.nan = nan;
    this.infinities = infinities;
    this.bias = (1 << (exponentBits - 1)) - 1;
  }

  /** The NaN that arithmetic gives: a positive sign and all other bits set. */
  public long nan() {
    return nan;
  }

  private long sign() {
    return 1L << (exponentBits + mantissaBits);
  }

  private long infinity() {
    return ((1L << exponentBits) - 1) << mantissaBits;
  }

  private long largestFinite() {
    return infinities ? infinity() - 1 : nan - 1;
  }

  /** The value of the lowest bits of {@code bits}. */
  public double decode(long bits) {
    int exponent = (int) (bits >>> mantissaBits) & ((1 << exponentBits) - 1);
    long mantissa = bits & ((1L << mantissaBits) - 1);
    double magnitude;
    if (infinities && exponent == (1 << exponentBits) - 1) {
      magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (!infinities && (bits & (sign() - 1)) == nan) {
      magnitude = Double.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((double) mantissa, 1 - bias - mantissaBits);
    } else {
      magnitude =
          Math.scalb((double) (mantissa | 1L << mantissaBits), exponent - bias - mantissaBits);
    }
    return (bits & sign()) != 0 ? -magnitude : magnitude;
  }

  /** The nearest value of the format, or in another direction. */
  public long encode(double value, Rounding rounding) {
    return encode(value, rounding, false);
  }

  /**
   * The value of the format that a double becomes.
   *
   * @param saturate whether what is too large, infinity included, becomes the largest finite value
   */
  public long encode(double value, Rounding rounding, boolean saturate) {
    if (Double.isNaN(value)) {
      return nan;
    }
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    long sign = negative ? sign() : 0;
    double magnitude = Math.abs(value);
    if (Double.isInfinite(magnitude)) {
      return sign | (saturate ? largestFinite() : infinities ? infinity() : nan);
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
    double scaled = Math.scalb(magnitude, mantissaBits - exponent);
    long digits = (long) scaled;
    double rest = scaled - digits;
    if (rounding.increments(negative, (digits & 1) != 0, Double.compare(rest, 0.5), rest == 0)) {
      digits++;
    }
    long bits = ((long) (exponent + bias - 1) << mantissaBits) + digits;
    if (bits <= largestFinite()) {
      return sign | bits;
    }
    boolean stays = saturate || !rounding.increments(negative, true, 1, false);
    return sign | (stays ? largestFinite() : infinities ? infinity() : nan);
  }
}
