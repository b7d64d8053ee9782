package org.hlorun.interpreter.elementwise;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.hlorun.interpreter.math.RealMath;
import org.hlorun.interpreter.math.RealMath32;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The meaning of operations on float types, in {@code double}: exact or accurate enough that one
 * rounding of the result to the element type is the rounding of the true value. For f64 itself
 * transcendental functions are within one unit in the last place.
 *
 * <p>Sums, products, quotients and square roots of narrower types may be computed in {@code double}
 * because it has more than twice their precision (S. Figueroa, When is double rounding innocuous?,
 * 1995).
 */
final class RealOperations {
  private RealOperations() {}

  /** The operation on one operand of a float type. */
  static DoubleUnaryOperator unary(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case ABS -> Math::abs;
      case NEGATE -> RealOperations::negate;
      case SIGN -> Math::signum;
      case CEIL -> Math::ceil;
      case FLOOR -> Math::floor;
      case ROUND_NEAREST_EVEN -> Math::rint;
      case ROUND_NEAREST_AFZ -> RealOperations::roundHalfAwayFromZero;
      case SQRT -> Math::sqrt;
      case REAL -> x -> x;
      case IMAG -> x -> 0;
      default -> type == ElementType.F64 ? accurate(opcode, type) : fast(opcode, type);
    };
  }

  private static DoubleUnaryOperator accurate(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case ACOS -> RealMath::acos;
      case ACOSH -> RealMath::acosh;
      case ASIN -> RealMath::asin;
      case ASINH -> RealMath::asinh;
      case ATANH -> RealMath::atanh;
      case CBRT -> RealMath::cbrt;
      case COSINE -> RealMath::cos;
      case COSH -> RealMath::cosh;
      case ERF -> RealMath::erf;
      case EXPONENTIAL -> RealMath::exp;
      case EXPONENTIAL_MINUS_ONE -> RealMath::expm1;
      case LOG -> RealMath::log;
      case LOG_PLUS_ONE -> RealMath::log1p;
      case LOGISTIC -> RealMath::logistic;
      case RSQRT -> RealMath::rsqrt;
      case SINE -> RealMath::sin;
      case SINH -> RealMath::sinh;
      case TAN -> RealMath::tan;
      case TANH -> RealMath::tanh;
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  private static DoubleUnaryOperator fast(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case ACOS -> RealMath32::acos;
      case ACOSH -> RealMath32::acosh;
      case ASIN -> RealMath32::asin;
      case ASINH -> RealMath32::asinh;
      case ATANH -> RealMath32::atanh;
      case CBRT -> RealMath32::cbrt;
      case COSINE -> RealMath32::cos;
      case COSH -> RealMath32::cosh;
      case ERF -> RealMath32::erf;
      case EXPONENTIAL -> RealMath32::exp;
      case EXPONENTIAL_MINUS_ONE -> RealMath32::expm1;
      case LOG -> RealMath32::log;
      case LOG_PLUS_ONE -> RealMath32::log1p;
      case LOGISTIC -> RealMath32::logistic;
      case RSQRT -> RealMath32::rsqrt;
      case SINE -> RealMath32::sin;
      case SINH -> RealMath32::sinh;
      case TAN -> RealMath32::tan;
      case TANH -> RealMath32::tanh;
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  /** The operation on two operands of a float type. */
  static DoubleBinaryOperator binary(Opcode opcode, ElementType type) {
    boolean wide = type == ElementType.F64;
    return switch (opcode) {
      case ADD -> Double::sum;
      case SUBTRACT -> (x, y) -> x - y;
      case MULTIPLY -> (x, y) -> x * y;
      case DIVIDE -> (x, y) -> x / y;
      case REMAINDER -> (x, y) -> x % y;
      case MAXIMUM -> RealOperations::maximum;
      case MINIMUM -> RealOperations::minimum;
      case POWER -> wide ? RealMath::pow : RealMath32::pow;
      case ATAN2 -> wide ? RealMath::atan2 : RealMath32::atan2;
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  /** Flips the sign bit, that of NaNs too. */
  static double negate(double x) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(x) ^ Long.MIN_VALUE);
  }

  /** The greater; the first NaN if there is one; +0 is greater than -0. */
  static double maximum(double x, double y) {
    return Double.isNaN(x) ? x : Double.isNaN(y) ? y : Math.max(x, y);
  }

  /** The smaller; the first NaN if there is one; -0 is smaller than +0. */
  static double minimum(double x, double y) {
    return Double.isNaN(x) ? x : Double.isNaN(y) ? y : Math.min(x, y);
  }

  /** {@code min(max(x, low), high)}, so that {@code high} wins; the first NaN of low, x, high. */
  static double clamp(double low, double x, double high) {
    return minimum(maximum(low, x), high);
  }

  private static double roundHalfAwayFromZero(double x) {
    double magnitude = Math.abs(x);
    double below = Math.floor(magnitude);
    return Math.copySign(magnitude - below >= 0.5 ? below + 1 : below, x);
  }
}
