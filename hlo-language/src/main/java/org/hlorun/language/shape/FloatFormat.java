package org.hlorun.language.shape;

/**
 * A binary floating-point format of at most 64 bits: exact decoding to {@code double} and encoding
 * from {@code double} with one rounding to nearest, ties to even. The narrow formats follow the OCP
 * microscaling and 8-bit float specifications and their finite-only variants.
 *
 * @param exponentBits width of the exponent field
 * @param mantissaBits width of the stored mantissa field
 * @param bias exponent bias
 * @param nonFinite how infinities and NaNs are encoded
 */
public record FloatFormat(int exponentBits, int mantissaBits, int bias, NonFinite nonFinite) {

  /** How a format represents values that are not finite, and what an overflow becomes. */
  public enum NonFinite {
    /** All-ones exponent: infinities and NaNs as in IEEE 754. */
    IEEE,
    /** No infinity; the all-ones pattern is NaN; overflow gives NaN. */
    NAN_ALL_ONES,
    /** No infinity, no negative zero; its pattern is the one NaN; overflow gives NaN. */
    NAN_NEGATIVE_ZERO,
    /** Neither infinity nor NaN: overflow saturates to the largest magnitude, NaN becomes -0. */
    FINITE,
    /** Unsigned power of two: no sign, no zero, all ones is NaN. */
    EXPONENT_ONLY
  }

  public static final FloatFormat F16 = new FloatFormat(5, 10, 15, NonFinite.IEEE);
  public static final FloatFormat BF16 = new FloatFormat(8, 7, 127, NonFinite.IEEE);
  public static final FloatFormat F32 = new FloatFormat(8, 23, 127, NonFinite.IEEE);
  public static final FloatFormat F64 = new FloatFormat(11, 52, 1023, NonFinite.IEEE);
  public static final FloatFormat F8E5M2 = new FloatFormat(5, 2, 15, NonFinite.IEEE);
  public static final FloatFormat F8E4M3 = new FloatFormat(4, 3, 7, NonFinite.IEEE);
  public static final FloatFormat F8E4M3FN = new FloatFormat(4, 3, 7, NonFinite.NAN_ALL_ONES);
  public static final FloatFormat F8E4M3B11FNUZ =
      new FloatFormat(4, 3, 11, NonFinite.NAN_NEGATIVE_ZERO);
  public static final FloatFormat F8E3M4 = new FloatFormat(3, 4, 3, NonFinite.IEEE);
  public static final FloatFormat F8E5M2FNUZ =
      new FloatFormat(5, 2, 16, NonFinite.NAN_NEGATIVE_ZERO);
  public static final FloatFormat F8E4M3FNUZ =
      new FloatFormat(4, 3, 8, NonFinite.NAN_NEGATIVE_ZERO);
  public static final FloatFormat F4E2M1FN = new FloatFormat(2, 1, 1, NonFinite.FINITE);
  public static final FloatFormat F6E2M3FN = new FloatFormat(2, 3, 1, NonFinite.FINITE);
  public static final FloatFormat F6E3M2FN = new FloatFormat(3, 2, 3, NonFinite.FINITE);
  public static final FloatFormat F8E8M0FNU = new FloatFormat(8, 0, 127, NonFinite.EXPONENT_ONLY);

  /** The width in bits, sign included where there is one. */
  public int bitWidth() {
    return exponentBits + mantissaBits + (isSigned() ? 1 : 0);
  }

  public boolean isSigned() {
    return nonFinite != NonFinite.EXPONENT_ONLY;
  }

  public boolean hasInfinity() {
    return nonFinite == NonFinite.IEEE;
  }

  public boolean hasNaN() {
    return nonFinite != NonFinite.FINITE;
  }

  /** The number of NaN payload bits that literals may set; 0 if the format has none. */
  public int payloadBits() {
    return nonFinite == NonFinite.IEEE ? mantissaBits : 0;
  }

  private long signMask() {
    return isSigned() ? 1L << (exponentBits + mantissaBits) : 0;
  }

  private long magnitudeMask() {
    return (1L << (exponentBits + mantissaBits)) - 1;
  }

  /** The bits of the largest finite magnitude. */
  public long maxFiniteBits() {
    return switch (nonFinite) {
      case IEEE -> (((1L << exponentBits) - 1) << mantissaBits) - 1;
      case NAN_ALL_ONES, EXPONENT_ONLY -> magnitudeMask() - 1;
      case NAN_NEGATIVE_ZERO, FINITE -> magnitudeMask();
    };
  }

  /** The largest finite value. */
  public double maxFinite() {
    return decode(maxFiniteBits());
  }

  /** The bits of the quiet NaN of a plain {@code nan} literal, or of -0 if there is no NaN. */
  public long nanBits() {
    return switch (nonFinite) {
      case IEEE ->
          (((1L << exponentBits) - 1) << mantissaBits) | (1L << Math.max(0, mantissaBits - 1));
      case NAN_ALL_ONES, EXPONENT_ONLY -> magnitudeMask();
      case NAN_NEGATIVE_ZERO, FINITE -> signMask();
    };
  }

  /** Whether {@code bits} encodes a NaN. */
  public boolean isNaN(long bits) {
    long magnitude = bits & magnitudeMask();
    return switch (nonFinite) {
      case IEEE -> magnitude > (((1L << exponentBits) - 1) << mantissaBits);
      case NAN_ALL_ONES, EXPONENT_ONLY -> magnitude == magnitudeMask();
      case NAN_NEGATIVE_ZERO -> (bits & (signMask() | magnitudeMask())) == signMask();
      case FINITE -> false;
    };
  }

  /**
   * The exact value of an encoding. NaNs keep their sign and the top bits of their payload; a NaN
   * in the place of negative zero, the only one of its format, has no sign.
   *
   * @param bits the encoding in the low bits; higher bits are ignored
   */
  public double decode(long bits) {
    if (this == F64) {
      return Double.longBitsToDouble(bits);
    }
    if (nonFinite == NonFinite.EXPONENT_ONLY) {
      long exponent = bits & 0xFF;
      return exponent == 0xFF ? Double.NaN : Math.scalb(1.0, (int) exponent - bias);
    }
    long sign = (bits & signMask()) == 0 ? 0 : Long.MIN_VALUE;
    long magnitude = bits & magnitudeMask();
    if (isNaN(bits)) {
      long payload =
          nonFinite == NonFinite.IEEE
              ? (magnitude & ((1L << mantissaBits) - 1)) << (52 - mantissaBits)
              : 1L << 51;
      long signOfNaN = nonFinite == NonFinite.NAN_NEGATIVE_ZERO ? 0 : sign;
      return Double.longBitsToDouble(signOfNaN | 0x7FF0000000000000L | payload);
    }
    long exponent = magnitude >>> mantissaBits;
    long mantissa = magnitude & ((1L << mantissaBits) - 1);
    double value;
    if (nonFinite == NonFinite.IEEE && exponent == (1L << exponentBits) - 1) {
      value = Double.POSITIVE_INFINITY;
    } else if (exponent == 0) {
      value = Math.scalb((double) mantissa, 1 - bias - mantissaBits);
    } else {
      value =
          Math.scalb(
              (double) (mantissa | (1L << mantissaBits)), (int) exponent - bias - mantissaBits);
    }
    return sign == 0 ? value : -value;
  }

  /** The value of this format nearest to another, ties to even. */
  public double round(double value) {
    return decode(encode(value));
  }

  /**
   * The encoding of a value, rounded once to nearest even; see {@link NonFinite} for overflow and
   * NaN.
   *
   * @return the bits in the low {@link #bitWidth()} bits, the others zero
   */
  public long encode(double value) {
    if (this == F64) {
      return Double.doubleToRawLongBits(value);
    }
    long raw = Double.doubleToRawLongBits(value);
    if (nonFinite == NonFinite.EXPONENT_ONLY) {
      return encodePowerOfTwo(value);
    }
    long sign = raw < 0 ? signMask() : 0;
    if (Double.isNaN(value)) {
      return encodeNaN(raw, sign);
    }
    long magnitude = roundMagnitude(Math.abs(value));
    if (magnitude > maxFiniteBits()) {
      return switch (nonFinite) {
        case IEEE -> sign | (((1L << exponentBits) - 1) << mantissaBits);
        case NAN_ALL_ONES -> sign | nanBits();
        case NAN_NEGATIVE_ZERO -> nanBits();
        case FINITE, EXPONENT_ONLY -> sign | maxFiniteBits();
      };
    }
    if (magnitude == 0 && nonFinite == NonFinite.NAN_NEGATIVE_ZERO) {
      return 0; // there is no negative zero
    }
    return sign | magnitude;
  }

  /** The payload of a double NaN cut to this format; quiet if nothing of it is left. */
  private long encodeNaN(long raw, long sign) {
    if (nonFinite != NonFinite.IEEE) {
      return nonFinite == NonFinite.NAN_ALL_ONES ? sign | nanBits() : nanBits();
    }
    long payload = (raw & 0xFFFFFFFFFFFFFL) >>> (52 - mantissaBits);
    long exponent = ((1L << exponentBits) - 1) << mantissaBits;
    return sign | exponent | (payload == 0 ? 1L << (mantissaBits - 1) : payload);
  }

  /**
   * Rounds a magnitude to this format's grid, exponent unbounded above (the result may exceed the
   * largest finite).
   */
  private long roundMagnitude(double magnitude) {
    if (Math.getExponent(magnitude) < 1 - bias) {
      // A number of the unit of the subnormals; one more than there are is the first normal number.
      return (long) Math.rint(Math.scalb(magnitude, bias - 1 + mantissaBits));
    }
    long bits = Double.doubleToRawLongBits(magnitude);
    int dropped = 52 - mantissaBits;
    long lastKept = (bits >>> dropped) & 1;
    long halfMinusOne = (1L << (dropped - 1)) - 1;
    // A carry out of the mantissa moves into the exponent.
    long rounded = (bits + halfMinusOne + lastKept) >>> dropped;
    return rounded - ((long) (Double.MAX_EXPONENT - bias) << mantissaBits);
  }

  /** Positive numbers saturate below; zero and negative numbers have no encoding and give NaN. */
  private long encodePowerOfTwo(double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      return 0xFF;
    }
    int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT);
    double fraction = value / Math.scalb(1.0, exponent);
    // Ties (1.5) go up: the implicit bit is the last one and always odd.
    int biased = exponent + bias + (fraction >= 1.5 ? 1 : 0);
    return Math.clamp(biased, 0, 0xFF);
  }
}
