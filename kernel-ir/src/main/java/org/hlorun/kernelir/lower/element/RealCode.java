package org.hlorun.kernelir.lower.element;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.math.MathCode;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Arithmetic of floats: in the type itself for f32 and f64, in f32 with one rounding for narrower
 * ones, which for {@code + - * / sqrt} is the exact result rounded once (f32 has more than twice
 * the bits of f16 and bf16).
 */
final class RealCode {
  private final KernelBuilder builder;
  private final NumberCode numbers;
  private final MathCode math;

  RealCode(KernelBuilder builder, NumberCode numbers, boolean looksUp) {
    this.builder = builder;
    this.numbers = numbers;
    this.math = new MathCode(builder, looksUp);
  }

  Value emit(Opcode opcode, ElementType type, List<Value> operands) {
    Value x = operands.getFirst();
    return switch (operands.size()) {
      case 1 -> unary(opcode, type, x);
      case 2 -> binary(opcode, type, x, operands.get(1));
      default -> {
        Value raised = builder.binary(BinaryKind.FMAX, x, operands.get(1));
        yield builder.binary(BinaryKind.FMIN, raised, operands.get(2));
      }
    };
  }

  /** The exponential of a number that is at most 0, or NaN. */
  Value expOfNonPositive(ElementType type, Value x) {
    return numbers.fit(type, math.expOfNonPositive(x));
  }

  private Value unary(Opcode opcode, ElementType type, Value x) {
    return switch (opcode) {
      case ABS -> builder.unary(UnaryKind.FABS, x);
      case NEGATE -> builder.unary(UnaryKind.FNEG, x);
      case SIGN -> sign(x);
      case CEIL -> builder.unary(UnaryKind.CEIL, x);
      case FLOOR -> builder.unary(UnaryKind.FLOOR, x);
      case ROUND_NEAREST_EVEN -> builder.unary(UnaryKind.ROUND_EVEN, x);
      case ROUND_NEAREST_AFZ -> roundHalfAwayFromZero(x);
      case SQRT -> numbers.fit(type, builder.unary(UnaryKind.SQRT, x));
      default -> numbers.fit(type, transcendental(opcode, type, x));
    };
  }

  private Value transcendental(Opcode opcode, ElementType type, Value x) {
    Value result = math.unary(opcode, x);
    if (result == null) {
      throw new UnsupportedKernelException("%s on %s".formatted(opcode, type));
    }
    return result;
  }

  /** NaN for NaN, the zero itself for zeros. */
  private Value sign(Value x) {
    Value zero = builder.real(x.type(), 0);
    Value isNumber = builder.compare(Predicate.OEQ, x, x);
    Value isZero = builder.compare(Predicate.OEQ, x, zero);
    Value one = builder.real(x.type(), 1);
    Value minusOne = builder.real(x.type(), -1);
    Value nonZero = builder.select(builder.compare(Predicate.OLT, x, zero), minusOne, one);
    return builder.select(isNumber, builder.select(isZero, x, nonZero), x);
  }

  private Value roundHalfAwayFromZero(Value x) {
    Value magnitude = builder.unary(UnaryKind.FABS, x);
    Value below = builder.unary(UnaryKind.FLOOR, magnitude);
    Value fraction = builder.binary(BinaryKind.FSUB, magnitude, below);
    Value up = builder.compare(Predicate.OGE, fraction, builder.real(x.type(), 0.5));
    Value above = builder.binary(BinaryKind.FADD, below, builder.real(x.type(), 1));
    return copySign(builder.select(up, above, below), x);
  }

  private Value copySign(Value magnitude, Value sign) {
    ScalarType integer = magnitude.type().integer();
    Value signBit = builder.bits(integer, 1L << (integer.bits() - 1));
    Value bits =
        builder.binary(
            BinaryKind.OR,
            builder.cast(CastKind.BITS, integer, builder.unary(UnaryKind.FABS, magnitude)),
            builder.binary(BinaryKind.AND, builder.cast(CastKind.BITS, integer, sign), signBit));
    return builder.cast(CastKind.BITS, magnitude.type(), bits);
  }

  private Value binary(Opcode opcode, ElementType type, Value x, Value y) {
    return switch (opcode) {
      case ADD -> numbers.fit(type, builder.binary(BinaryKind.FADD, x, y));
      case SUBTRACT -> numbers.fit(type, builder.binary(BinaryKind.FSUB, x, y));
      case MULTIPLY -> numbers.fit(type, builder.binary(BinaryKind.FMUL, x, y));
      case DIVIDE -> numbers.fit(type, builder.binary(BinaryKind.FDIV, x, y));
      case REMAINDER -> builder.binary(BinaryKind.FREM, x, y);
      case MAXIMUM -> builder.binary(BinaryKind.FMAX, x, y);
      case MINIMUM -> builder.binary(BinaryKind.FMIN, x, y);
      default -> {
        Value result = math.binary(opcode, x, y);
        if (result == null) {
          throw new UnsupportedKernelException("%s on %s".formatted(opcode, type));
        }
        yield numbers.fit(type, result);
      }
    };
  }

  Value isFinite(Value x) {
    Value infinity = builder.real(x.type(), Double.POSITIVE_INFINITY);
    return builder.compare(Predicate.OLT, builder.unary(UnaryKind.FABS, x), infinity);
  }
}
