package org.hlorun.interpreter.elementwise;

import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.hlorun.interpreter.math.Complex;
import org.hlorun.interpreter.math.ComplexMath;
import org.hlorun.interpreter.math.ComplexMath64;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The meaning of operations on complex types, on pairs of {@code double}. For c64 each component
 * rounds to that of the true value but for rare cases; for c128 it is within three units in the
 * last place.
 */
final class ComplexOperations {
  private ComplexOperations() {}

  /** The operation on one operand, with a complex result. */
  static UnaryOperator<Complex> unary(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case NEGATE -> z -> new Complex(RealOperations.negate(z.re()), RealOperations.negate(z.im()));
      default -> type == ElementType.C128 ? accurate(opcode) : fast(opcode);
    };
  }

  private static UnaryOperator<Complex> accurate(Opcode opcode) {
    return switch (opcode) {
      case ACOS -> ComplexMath::acos;
      case ACOSH -> ComplexMath::acosh;
      case ASIN -> ComplexMath::asin;
      case ASINH -> ComplexMath::asinh;
      case ATANH -> ComplexMath::atanh;
      case CBRT -> ComplexMath::cbrt;
      case COSINE -> ComplexMath::cos;
      case COSH -> ComplexMath::cosh;
      case EXPONENTIAL -> ComplexMath::exp;
      case EXPONENTIAL_MINUS_ONE -> ComplexMath::expm1;
      case LOG -> ComplexMath::log;
      case LOG_PLUS_ONE -> ComplexMath::log1p;
      case LOGISTIC -> ComplexMath::logistic;
      case RSQRT -> ComplexMath::rsqrt;
      case SIGN -> ComplexMath::sign;
      case SINE -> ComplexMath::sin;
      case SINH -> ComplexMath::sinh;
      case SQRT -> ComplexMath::sqrt;
      case TAN -> ComplexMath::tan;
      case TANH -> ComplexMath::tanh;
      default -> throw Unsupported.operation(opcode, ElementType.C128);
    };
  }

  private static UnaryOperator<Complex> fast(Opcode opcode) {
    return switch (opcode) {
      case ACOS -> ComplexMath64::acos;
      case ACOSH -> ComplexMath64::acosh;
      case ASIN -> ComplexMath64::asin;
      case ASINH -> ComplexMath64::asinh;
      case ATANH -> ComplexMath64::atanh;
      case CBRT -> ComplexMath64::cbrt;
      case COSINE -> ComplexMath64::cos;
      case COSH -> ComplexMath64::cosh;
      case EXPONENTIAL -> ComplexMath64::exp;
      case EXPONENTIAL_MINUS_ONE -> ComplexMath64::expm1;
      case LOG -> ComplexMath64::log;
      case LOG_PLUS_ONE -> ComplexMath64::log1p;
      case LOGISTIC -> ComplexMath64::logistic;
      case RSQRT -> ComplexMath64::rsqrt;
      case SIGN -> ComplexMath64::sign;
      case SINE -> ComplexMath64::sin;
      case SINH -> ComplexMath64::sinh;
      case SQRT -> ComplexMath64::sqrt;
      case TAN -> ComplexMath64::tan;
      case TANH -> ComplexMath64::tanh;
      default -> throw Unsupported.operation(opcode, ElementType.C64);
    };
  }

  /** The operation on two operands of the same type. */
  static BinaryOperator<Complex> binary(Opcode opcode, ElementType type) {
    boolean wide = type == ElementType.C128;
    return switch (opcode) {
      case ADD -> (z, w) -> new Complex(z.re() + w.re(), z.im() + w.im());
      case SUBTRACT -> (z, w) -> new Complex(z.re() - w.re(), z.im() - w.im());
      case MULTIPLY -> wide ? ComplexMath::multiply : ComplexMath64::multiply;
      case DIVIDE -> wide ? ComplexMath::divide : ComplexMath64::divide;
      case POWER -> wide ? ComplexMath::pow : ComplexMath64::pow;
      case ATAN2 -> wide ? ComplexMath::atan2 : ComplexMath64::atan2;
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  /** The modulus. */
  static ToDoubleFunction<Complex> abs(ElementType type) {
    return type == ElementType.C128 ? ComplexMath::abs : ComplexMath64::abs;
  }
}
