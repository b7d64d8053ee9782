package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;
import org.hlorun.language.shape.FloatFormat.NonFinite;

/**
 * Floats of 8 bits and less from and to f32, in integer arithmetic on the bits. Kernels hold such
 * floats as bytes, and convert them; they do not compute with them.
 *
 * <p>The formats are those of {@link FloatFormat}, which is the source of what becomes of numbers
 * that are too large and of NaNs.
 */
public final class NarrowFloatCode {
  private static final int F32_MANTISSA = 23;
  private static final int F32_BIAS = 127;
  private static final long F32_INFINITY = 0x7F80_0000L;
  private static final long F32_MIN_NORMAL = 0x80_0000L;
  private static final long F32_SIGN = 0x8000_0000L;

  private final KernelBuilder builder;
  private final FloatFormat format;

  NarrowFloatCode(KernelBuilder builder, ElementType type) {
    this.builder = builder;
    this.format = type.floatFormat();
  }

  /** Whether a type is one of these. */
  public static boolean covers(ElementType type) {
    return type.isFloat() && type.bitWidth() <= 8;
  }

  /** The exact value of a byte, as f32. */
  Value decode(Value stored) {
    Value bits = builder.cast(CastKind.ZERO_EXTEND, ScalarType.I32, stored);
    if (format.nonFinite() == NonFinite.EXPONENT_ONLY) {
      return decodePowerOfTwo(bits);
    }
    int shift = F32_MANTISSA - format.mantissaBits();
    Value magnitude = and(bits, magnitudeMask());
    Value shifted = shiftLeft(magnitude, shift);
    // The number as if f32 had this bias, subnormal numbers included; a power of two corrects it.
    Value scaled =
        builder.binary(
            BinaryKind.FMUL,
            toFloat(shifted),
            builder.real(ScalarType.F32, Math.scalb(1.0, F32_BIAS - format.bias())));
    Value value = toBits(scaled);
    if (format.nonFinite() == NonFinite.IEEE) {
      Value special = builder.compare(Predicate.UGE, magnitude, constant(infinityBits()));
      value = builder.select(special, or(shifted, constant(F32_INFINITY)), value);
    }
    value = or(value, shiftLeft(and(bits, signMask()), 32 - format.bitWidth()));
    return toFloat(format.nonFinite() == NonFinite.IEEE ? value : withNan(bits, value));
  }

  /** The bits of an f32, or those of a NaN of the same sign; the only NaN of a type has none. */
  private Value withNan(Value bits, Value value) {
    if (!format.hasNaN()) {
      return value;
    }
    boolean only = format.nonFinite() == NonFinite.NAN_NEGATIVE_ZERO;
    long mask = only ? magnitudeMask() | signMask() : magnitudeMask();
    Value isNan = builder.compare(Predicate.EQ, and(bits, mask), constant(format.nanBits()));
    Value nan = constant(0x7FC0_0000L);
    return builder.select(isNan, only ? nan : or(nan, and(value, F32_SIGN)), value);
  }

  private Value decodePowerOfTwo(Value bits) {
    Value value = shiftLeft(bits, F32_MANTISSA);
    Value least = builder.compare(Predicate.EQ, bits, constant(0));
    Value nan = builder.compare(Predicate.EQ, bits, constant(0xFF));
    value = builder.select(least, constant(F32_MIN_NORMAL >> 1), value);
    return toFloat(builder.select(nan, constant(0x7FC0_0000L), value));
  }

  /**
   * A byte for an f32, rounded once to nearest even. What was rounded to f32 before must have been
   * rounded to odd.
   */
  Value encode(Value value) {
    Value bits = toBits(value);
    Value magnitude =
        format.nonFinite() == NonFinite.EXPONENT_ONLY
            ? encodePowerOfTwo(bits)
            : encodeSigned(bits, value);
    return builder.cast(CastKind.TRUNCATE, ScalarType.I8, magnitude);
  }

  private Value encodeSigned(Value bits, Value value) {
    Value absolute = and(bits, 0x7FFF_FFFFL);
    Value sign = and(shiftRight(bits, 32 - format.bitWidth()), signMask());
    Value number = roundMagnitude(absolute, toFloat(absolute));
    Value tooLarge = builder.compare(Predicate.SGT, number, constant(format.maxFiniteBits()));
    Value nan = builder.compare(Predicate.UNO, value, value);
    return switch (format.nonFinite()) {
      case IEEE -> {
        Value finite = builder.select(tooLarge, constant(infinityBits()), number);
        yield or(sign, builder.select(nan, payload(absolute), finite));
      }
      case NAN_ALL_ONES -> {
        Value special = builder.binary(BinaryKind.OR, tooLarge, nan);
        yield or(sign, builder.select(special, constant(format.nanBits()), number));
      }
      case NAN_NEGATIVE_ZERO -> {
        Value zero = builder.compare(Predicate.EQ, number, constant(0));
        Value signed = builder.select(zero, number, or(sign, number));
        Value special = builder.binary(BinaryKind.OR, tooLarge, nan);
        yield builder.select(special, constant(format.nanBits()), signed);
      }
      default -> {
        Value finite = builder.select(tooLarge, constant(format.maxFiniteBits()), number);
        yield builder.select(nan, constant(format.nanBits()), or(sign, finite));
      }
    };
  }

  /** The top bits of a NaN's payload; quiet if none of them is set. */
  private Value payload(Value absolute) {
    Value payload =
        and(
            shiftRight(absolute, F32_MANTISSA - format.mantissaBits()),
            (1L << format.mantissaBits()) - 1);
    Value quiet = constant(1L << (format.mantissaBits() - 1));
    Value empty = builder.compare(Predicate.EQ, payload, constant(0));
    return or(constant(infinityBits()), builder.select(empty, quiet, payload));
  }

  /** Rounds to the grid of the format as if its exponent had no limit above. */
  private Value roundMagnitude(Value absolute, Value value) {
    int dropped = F32_MANTISSA - format.mantissaBits();
    Value lastKept = and(shiftRight(absolute, dropped), 1);
    Value half = builder.binary(BinaryKind.ADD, lastKept, constant((1L << (dropped - 1)) - 1));
    Value rounded = shiftRight(builder.binary(BinaryKind.ADD, absolute, half), dropped);
    long rebias = (long) (F32_BIAS - format.bias()) << format.mantissaBits();
    Value normal = builder.binary(BinaryKind.SUB, rounded, constant(rebias));
    // The last bit of this number has the weight of the last bit of subnormal ones.
    double magic = Math.scalb(1.0, F32_MANTISSA + 1 - format.bias() - format.mantissaBits());
    Value magicValue = builder.real(ScalarType.F32, magic);
    Value sum = builder.binary(BinaryKind.FADD, value, magicValue);
    Value subnormal = builder.binary(BinaryKind.SUB, toBits(sum), toBits(magicValue));
    Value least = constant((long) (F32_BIAS + 1 - format.bias()) << F32_MANTISSA);
    return builder.select(builder.compare(Predicate.ULT, absolute, least), subnormal, normal);
  }

  /** Ties go up; positive numbers that are too small become the least one, all others NaN. */
  private Value encodePowerOfTwo(Value bits) {
    Value isSubnormal = builder.compare(Predicate.ULT, bits, constant(F32_MIN_NORMAL));
    // Half the weight of the leading bit, which subnormal numbers have one place lower.
    Value half =
        builder.select(isSubnormal, constant(F32_MIN_NORMAL >> 2), constant(F32_MIN_NORMAL >> 1));
    Value rounded = shiftRight(builder.binary(BinaryKind.ADD, bits, half), F32_MANTISSA);
    // Negative numbers and NaNs are above infinity as unsigned bits, zero wraps around to the top.
    Value before = builder.binary(BinaryKind.SUB, bits, constant(1));
    Value positive = builder.compare(Predicate.ULT, before, constant(F32_INFINITY - 1));
    return builder.select(positive, rounded, constant(0xFF));
  }

  private long infinityBits() {
    return ((1L << format.exponentBits()) - 1) << format.mantissaBits();
  }

  private long magnitudeMask() {
    return (1L << (format.exponentBits() + format.mantissaBits())) - 1;
  }

  private long signMask() {
    return 1L << (format.bitWidth() - 1);
  }

  private Value constant(long value) {
    return builder.integer(ScalarType.I32, value);
  }

  private Value and(Value bits, long mask) {
    return builder.binary(BinaryKind.AND, bits, constant(mask));
  }

  private Value or(Value a, Value b) {
    return builder.binary(BinaryKind.OR, a, b);
  }

  private Value shiftLeft(Value bits, int count) {
    return builder.binary(BinaryKind.SHL, bits, constant(count));
  }

  private Value shiftRight(Value bits, int count) {
    return builder.binary(BinaryKind.LSHR, bits, constant(count));
  }

  private Value toFloat(Value bits) {
    return builder.cast(CastKind.BITS, ScalarType.F32, bits);
  }

  private Value toBits(Value value) {
    return builder.cast(CastKind.BITS, ScalarType.I32, value);
  }
}
