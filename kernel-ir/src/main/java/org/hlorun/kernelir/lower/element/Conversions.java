package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.shape.ElementType;

/** {@code convert} and {@code bitcast-convert} of one element. */
public final class Conversions {
  /** Bits of an f64 that a bf16 has not. */
  private static final int BF16_LOST = 45;

  /** Bits of a number of 64 bits that are joined so that an f64 holds it. */
  private static final int LONG_LOST = 12;

  private final KernelBuilder builder;
  private final NumberCode numbers;

  /** Conversions of numbers that are built with a builder. */
  public Conversions(KernelBuilder builder, NumberCode numbers) {
    this.builder = builder;
    this.numbers = numbers;
  }

  /**
   * A number in another type, as HLO's {@code convert} says. A complex number of a real one has the
   * imaginary part 0; a real number of a complex one is its real part.
   */
  public Element convert(ElementType from, ElementType to, Element element) {
    if (to.isComplex()) {
      ElementType component = to.componentType();
      Value real = convertReal(from.componentType(), component, element.real());
      Value imaginary =
          from.isComplex()
              ? convertReal(from.componentType(), component, element.imaginary())
              : numbers.constant(component, 0);
      return new Element(real, imaginary);
    }
    return Element.of(convertReal(from.componentType(), to, element.real()));
  }

  private Value convertReal(ElementType from, ElementType to, Value value) {
    if (from == to) {
      return value;
    }
    if (NarrowFloatCode.covers(from)) {
      return convertReal(ElementType.F32, to, new NarrowFloatCode(builder, from).decode(value));
    }
    if (NarrowFloatCode.covers(to)) {
      return new NarrowFloatCode(builder, to).encode(toOddFloat(from, value));
    }
    if (to.isPred()) {
      return from.isFloat()
          ? builder.compare(Predicate.UNE, value, builder.real(value.type(), 0))
          : builder.compare(Predicate.NE, value, builder.integer(value.type(), 0));
    }
    if (from.isFloat()) {
      return to.isFloat() ? floatToFloat(to, value) : floatToInteger(to, value);
    }
    return to.isFloat() ? integerToFloat(from, to, value) : integerToInteger(from, to, value);
  }

  private Value floatToFloat(ElementType to, Value value) {
    ScalarType target = NumberCode.compute(to);
    if (value.type() == ScalarType.F64 && target == ScalarType.F32) {
      if (to == ElementType.BF16) {
        Value tiny = numbers.fit(to, tinyToOdd(value));
        return builder.select(isTiny(value), tiny, roundToBf16(value, true));
      }
      if (to != ElementType.F32) {
        return numbers.fit(to, roundToOdd(value));
      }
      return builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, value);
    }
    if (value.type() == ScalarType.F32 && target == ScalarType.F64) {
      return builder.cast(CastKind.FLOAT_EXTEND, ScalarType.F64, value);
    }
    return numbers.fit(to, value);
  }

  /**
   * A double as a float whose last bit is set if bits were lost, so that a second rounding to a
   * narrower type gives what one rounding would (Boldo and Melquiond, "Emulation of FMA and
   * correctly rounded sums: proved algorithms using rounding to odd"). Bits that no normal float
   * holds are joined to its last one; numbers that are too small for normal floats have fewer bits.
   */
  private Value roundToOdd(Value value) {
    Value usual = builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, joined(value));
    return builder.select(isTiny(value), tinyToOdd(value), usual);
  }

  /** Whether a double is too small for a normal float, but not zero; it seldom is. */
  private Value isTiny(Value value) {
    Value bits = builder.cast(CastKind.BITS, ScalarType.I64, value);
    Value twice = builder.binary(BinaryKind.ADD, bits, bits);
    Value before = builder.binary(BinaryKind.ADD, twice, builder.integer(ScalarType.I64, -1));
    long least = 2 * Double.doubleToRawLongBits(Float.MIN_NORMAL) - 1;
    Value limit = builder.integer(ScalarType.I64, least);
    return builder.unary(UnaryKind.SELDOM, builder.compare(Predicate.ULT, before, limit));
  }

  /** A double that is rounded to a bf16, by its bits; not for those that are too small. */
  private Value roundToBf16(Value value, boolean mayBeNan) {
    ScalarType type = ScalarType.I64;
    Value bits = builder.cast(CastKind.BITS, type, value);
    Value shifted = builder.binary(BinaryKind.LSHR, bits, builder.integer(type, BF16_LOST));
    Value lowest = builder.binary(BinaryKind.AND, shifted, builder.integer(type, 1));
    Value bias =
        builder.binary(BinaryKind.ADD, lowest, builder.integer(type, (1L << (BF16_LOST - 1)) - 1));
    Value rounded = builder.binary(BinaryKind.ADD, bits, bias);
    if (mayBeNan) {
      Value quiet = builder.binary(BinaryKind.OR, bits, builder.integer(type, 1L << 51));
      rounded = builder.select(numbers.isNan(value), quiet, rounded);
    }
    Value kept = builder.integer(type, -1L << BF16_LOST);
    Value exact =
        builder.cast(CastKind.BITS, ScalarType.F64, builder.binary(BinaryKind.AND, rounded, kept));
    return builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, exact);
  }

  /** A double whose bits behind those of a float are joined to the last of these. */
  private Value joined(Value value) {
    Value bits = builder.cast(CastKind.BITS, ScalarType.I64, value);
    Value joined = builder.select(hasAny(bits, 30), joined(bits, 30), bits);
    return builder.cast(CastKind.BITS, ScalarType.F64, joined);
  }

  /** Whether one of the last {@code count} bits is set. */
  private Value hasAny(Value bits, int count) {
    Value last = builder.integer(bits.type(), (1L << count) - 1);
    Value zero = builder.integer(bits.type(), 0);
    return builder.compare(Predicate.NE, builder.binary(BinaryKind.AND, bits, last), zero);
  }

  /** The first of the last {@code count} bits in place of all of them. */
  private Value joined(Value bits, int count) {
    Value kept = builder.binary(BinaryKind.AND, bits, builder.integer(bits.type(), -1L << count));
    Value first = builder.integer(bits.type(), 1L << (count - 1));
    return builder.binary(BinaryKind.OR, kept, first);
  }

  private Value tinyToOdd(Value value) {
    Value nearest = builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, value);
    Value back = builder.cast(CastKind.FLOAT_EXTEND, ScalarType.F64, nearest);
    Value inexact = builder.compare(Predicate.UNE, back, value);
    Value bits = builder.cast(CastKind.BITS, ScalarType.I32, nearest);
    Value one = builder.integer(ScalarType.I32, 1);
    Value magnitudeTooLarge =
        builder.compare(Predicate.OGT, numbers.absolute(back), numbers.absolute(value));
    Value towardZero =
        builder.select(magnitudeTooLarge, builder.binary(BinaryKind.SUB, bits, one), bits);
    Value odd = builder.binary(BinaryKind.OR, towardZero, one);
    return builder.cast(CastKind.BITS, ScalarType.F32, builder.select(inexact, odd, bits));
  }

  /** Toward zero, saturating; NaN gives 0. */
  private Value floatToInteger(ElementType to, Value value) {
    ScalarType target = NumberCode.compute(to);
    CastKind kind = to.isSigned() ? CastKind.FLOAT_TO_SIGNED : CastKind.FLOAT_TO_UNSIGNED;
    Value result = builder.cast(kind, target, value);
    if (to.bitWidth() >= 8) {
      return result;
    }
    BinaryKind min = to.isSigned() ? BinaryKind.SMIN : BinaryKind.UMIN;
    BinaryKind max = to.isSigned() ? BinaryKind.SMAX : BinaryKind.UMAX;
    Value capped = builder.binary(min, result, builder.integer(target, to.maxInteger()));
    return builder.binary(max, capped, builder.integer(target, to.minInteger()));
  }

  private Value integerToFloat(ElementType from, ElementType to, Value value) {
    if (to == ElementType.BF16 && from.bitWidth() == 64) {
      Value held = joinedIfLarge(from, value, LONG_LOST);
      return roundToBf16(builder.cast(integerKind(from), ScalarType.F64, held), false);
    }
    if (to.byteSize() < 4) {
      return numbers.fit(to, toOddFloat(from, value));
    }
    return builder.cast(integerKind(from), NumberCode.compute(to), value);
  }

  private static CastKind integerKind(ElementType from) {
    return from.isSigned() ? CastKind.SIGNED_TO_FLOAT : CastKind.UNSIGNED_TO_FLOAT;
  }

  /** A number as f32, rounded to odd where f32 does not hold it. */
  private Value toOddFloat(ElementType from, Value value) {
    if (from.isFloat()) {
      return value.type() == ScalarType.F64 ? roundToOdd(value) : value;
    }
    if (from.bitWidth() <= 24) {
      return builder.cast(integerKind(from), ScalarType.F32, value);
    }
    Value held = joinedIfLarge(from, value, from.bitWidth() == 64 ? LONG_LOST : 16);
    if (from.bitWidth() == 64) {
      Value wide = builder.cast(integerKind(from), ScalarType.F64, held);
      return builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, joined(wide));
    }
    return builder.cast(integerKind(from), ScalarType.F32, held);
  }

  /**
   * An integer whose last bits are joined if it has more than 24: narrow types hold none of them,
   * and end at or have the middle between two of their numbers at a multiple of 2^16.
   */
  private Value joinedIfLarge(ElementType from, Value value, int count) {
    ScalarType type = value.type();
    Value offset = builder.integer(type, from.isSigned() ? 1L << 24 : 0);
    Value isLarge =
        builder.compare(
            Predicate.UGE,
            builder.binary(BinaryKind.ADD, value, offset),
            builder.integer(type, from.isSigned() ? 1L << 25 : 1L << 24));
    Value isJoined = builder.binary(BinaryKind.AND, isLarge, hasAny(value, count));
    return builder.select(isJoined, joined(value, count), value);
  }

  private Value integerToInteger(ElementType from, ElementType to, Value value) {
    ScalarType target = NumberCode.compute(to);
    Value result = value;
    if (value.type().bits() > target.bits()) {
      result = builder.cast(CastKind.TRUNCATE, target, value);
    } else if (value.type().bits() < target.bits()) {
      result =
          builder.cast(
              from.isSigned() ? CastKind.SIGN_EXTEND : CastKind.ZERO_EXTEND, target, value);
    }
    return numbers.fit(to, result);
  }

  /** Reinterprets the bits as another type of the same width. */
  Element bitcast(ElementType from, ElementType to, Element element) {
    if (from.isComplex() && to == from) {
      return element;
    }
    if (from.bitWidth() != to.bitWidth() || from.isComplex() || to.isComplex()) {
      throw new UnsupportedKernelException("bitcast-convert of %s to %s".formatted(from, to));
    }
    if (from.bitWidth() < 8 && !(from == to)) {
      throw new UnsupportedKernelException("bitcast-convert of %s to %s".formatted(from, to));
    }
    Value stored = numbers.encode(from, element.real());
    Value bits = builder.cast(CastKind.BITS, NumberCode.storage(to), stored);
    return Element.of(numbers.decode(to, bits));
  }
}
