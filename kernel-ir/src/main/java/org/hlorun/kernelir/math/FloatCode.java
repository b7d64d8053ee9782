package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/** Short names for float operations of one type, f32 or f64, and its bits. */
final class FloatCode {
  private final KernelBuilder builder;
  private final ScalarType type;

  /** Code for {@code type}, {@link ScalarType#F32} or {@link ScalarType#F64}. */
  FloatCode(KernelBuilder builder, ScalarType type) {
    this.builder = builder;
    this.type = type;
  }

  boolean isDouble() {
    return type == ScalarType.F64;
  }

  /** The number of explicit bits of a significand. */
  int fractionBits() {
    return isDouble() ? 52 : 23;
  }

  /** The exponent's bias. */
  int bias() {
    return isDouble() ? 1023 : 127;
  }

  Value real(double value) {
    return builder.real(type, value);
  }

  Value integer(long value) {
    return builder.integer(type.integer(), value);
  }

  Value add(Value a, Value b) {
    return builder.binary(BinaryKind.FADD, a, b);
  }

  Value subtract(Value a, Value b) {
    return builder.binary(BinaryKind.FSUB, a, b);
  }

  Value multiply(Value a, Value b) {
    return builder.binary(BinaryKind.FMUL, a, b);
  }

  Value divide(Value a, Value b) {
    return builder.binary(BinaryKind.FDIV, a, b);
  }

  Value fma(Value a, Value b, Value c) {
    return builder.fma(a, b, c);
  }

  Value sqrt(Value a) {
    return builder.unary(UnaryKind.SQRT, a);
  }

  Value absolute(Value a) {
    return builder.unary(UnaryKind.FABS, a);
  }

  Value negate(Value a) {
    return builder.unary(UnaryKind.FNEG, a);
  }

  Value integer(BinaryKind kind, Value a, Value b) {
    return builder.binary(kind, a, b);
  }

  Value bits(Value a) {
    return builder.cast(CastKind.BITS, type.integer(), a);
  }

  Value fromBits(Value a) {
    return builder.cast(CastKind.BITS, type, a);
  }

  /** An integer as a float. */
  Value toFloat(Value a) {
    return builder.cast(CastKind.SIGNED_TO_FLOAT, type, a);
  }

  Value less(Value a, Value b) {
    return builder.compare(Predicate.OLT, a, b);
  }

  Value equal(Value a, Value b) {
    return builder.compare(Predicate.OEQ, a, b);
  }

  Value select(Value condition, Value onTrue, Value onFalse) {
    return builder.select(condition, onTrue, onFalse);
  }

  /** The smaller of {@code x} and {@code limit}; NaN if x is. One instruction on x86. */
  Value atMost(Value x, double limit) {
    Value bound = real(limit);
    return select(less(bound, x), bound, x);
  }

  /** The greater of {@code x} and {@code limit}; NaN if x is. */
  Value atLeast(Value x, double limit) {
    Value bound = real(limit);
    return select(less(x, bound), bound, x);
  }

  /**
   * A polynomial of an even degree, the coefficient of the highest power first, two powers at a
   * time: half the multiplications wait for each other that do in {@link #polynomial}. (Estrin's
   * scheme, in its first step.)
   *
   * @param square x * x
   */
  Value polynomialByPairs(Value x, Value square, double[] coefficients) {
    Value result = real(coefficients[0]);
    for (int i = 1; i < coefficients.length; i += 2) {
      Value pair = fma(real(coefficients[i]), x, real(coefficients[i + 1]));
      result = fma(result, square, pair);
    }
    return result;
  }

  /** The polynomial with these coefficients, that of the greatest power first, by Horner. */
  Value polynomial(Value x, double... coefficients) {
    Value result = real(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      result = fma(result, x, real(coefficients[i]));
    }
    return result;
  }

  /** {@code magnitude}, which is not negative, with the sign of {@code sign}. */
  Value withSign(Value magnitude, Value sign) {
    return fromBits(integer(BinaryKind.OR, bits(magnitude), signBit(sign)));
  }

  /** {@code x}, negated if {@code sign} is negative. */
  Value flipped(Value x, Value sign) {
    return fromBits(integer(BinaryKind.XOR, bits(x), signBit(sign)));
  }

  private Value signBit(Value x) {
    Value mask = builder.bits(type.integer(), 1L << (type.bits() - 1));
    return integer(BinaryKind.AND, bits(x), mask);
  }

  /** 2^n for an integer n, of which the result must be normal. */
  Value powerOfTwo(Value n) {
    Value shifted = integer(BinaryKind.SHL, n, integer(fractionBits()));
    return fromBits(integer(BinaryKind.ADD, shifted, bits(real(1))));
  }

  /** Whether {@code |x| < limit}. */
  Value isSmall(Value x, double limit) {
    return less(absolute(x), real(limit));
  }
}
