package org.hlorun.kernelir.lower.element;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.shape.ElementType;

/** {@code convert} and {@code bitcast-convert} of one element. */
public final class Conversions {
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
   * correctly rounded sums: proved algorithms using rounding to odd").
   */
  private Value roundToOdd(Value value) {
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
    Value nan = numbers.isNan(value);
    Value keep = builder.select(nan, bits, builder.select(inexact, odd, bits));
    return builder.cast(CastKind.BITS, ScalarType.F32, keep);
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
    Value held = from.bitWidth() == 64 ? roundToOdd(from, value) : value;
    return roundToOdd(builder.cast(integerKind(from), ScalarType.F64, held));
  }

  /** A 64-bit integer as one that a double holds, whose last kept bit is set if bits were lost. */
  private Value roundToOdd(ElementType from, Value value) {
    Value lost = builder.integer(ScalarType.I64, 0xFFF);
    Value kept = builder.binary(BinaryKind.AND, value, builder.integer(ScalarType.I64, ~0xFFFL));
    Value odd = builder.binary(BinaryKind.OR, kept, builder.integer(ScalarType.I64, 0x800));
    Value zero = builder.integer(ScalarType.I64, 0);
    Value low = builder.binary(BinaryKind.AND, value, lost);
    Value rounded = builder.select(builder.compare(Predicate.EQ, low, zero), value, odd);
    Value offset = builder.integer(ScalarType.I64, from.isSigned() ? 1L << 52 : 0);
    Value small =
        builder.compare(
            Predicate.ULT,
            builder.binary(BinaryKind.ADD, value, offset),
            builder.integer(ScalarType.I64, 1L << 53));
    return builder.select(small, value, rounded);
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
