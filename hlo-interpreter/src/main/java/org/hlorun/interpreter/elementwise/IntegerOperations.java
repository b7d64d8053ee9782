package org.hlorun.interpreter.elementwise;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * The meaning of operations on integers and {@code pred}. Operands are sign- or zero-extended to
 * {@code long} (u64: the bit pattern; pred: 0 or 1); of results the low bits of the type's width
 * count, which is two's complement wrap-around.
 */
final class IntegerOperations {
  private IntegerOperations() {}

  /** The operation on one operand. */
  static LongUnaryOperator unary(Opcode opcode, ElementType type) {
    int width = type.bitWidth();
    long mask = -1L >>> (64 - width);
    return switch (opcode) {
      case NOT -> type.isPred() ? x -> x ^ 1 : x -> ~x;
      case ABS -> type.isSigned() ? Math::abs : x -> x;
      case NEGATE -> x -> -x;
      case SIGN -> type.isSigned() ? Long::signum : x -> x == 0 ? 0 : 1;
      case POPCNT -> x -> Long.bitCount(x & mask);
      case COUNT_LEADING_ZEROS -> x -> Long.numberOfLeadingZeros(x & mask) - (64 - width);
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  /** The operation on two operands of the same type. */
  static LongBinaryOperator binary(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case AND -> (x, y) -> x & y;
      case OR -> (x, y) -> x | y;
      case XOR -> (x, y) -> x ^ y;
      case MAXIMUM -> type == ElementType.U64 ? IntegerOperations::maxUnsigned : Math::max;
      case MINIMUM -> type == ElementType.U64 ? IntegerOperations::minUnsigned : Math::min;
      default -> type.isPred() ? logical(opcode, type) : arithmetic(opcode, type);
    };
  }

  private static LongBinaryOperator logical(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case ADD -> (x, y) -> x | y;
      case SUBTRACT -> (x, y) -> x ^ y;
      case MULTIPLY -> (x, y) -> x & y;
      case POWER -> (x, y) -> x | (y ^ 1);
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  private static LongBinaryOperator arithmetic(Opcode opcode, ElementType type) {
    boolean signed = type.isSigned();
    int width = type.bitWidth();
    return switch (opcode) {
      case ADD -> Long::sum;
      case SUBTRACT -> (x, y) -> x - y;
      case MULTIPLY -> (x, y) -> x * y;
      case DIVIDE -> signed ? IntegerOperations::divide : IntegerOperations::divideUnsigned;
      case REMAINDER ->
          signed ? IntegerOperations::remainder : IntegerOperations::remainderUnsigned;
      case POWER -> signed ? IntegerOperations::power : IntegerOperations::powerUnsigned;
      case MULHI -> signed ? signedHighProduct(width) : unsignedHighProduct(width);
      case SHIFT_LEFT -> (x, y) -> isShift(y, width) ? x << y : 0;
      case SHIFT_RIGHT_LOGICAL -> {
        long mask = -1L >>> (64 - width);
        yield (x, y) -> isShift(y, width) ? (x & mask) >>> y : 0;
      }
      case SHIFT_RIGHT_ARITHMETIC -> {
        int extension = 64 - width;
        yield (x, y) -> (x << extension >> extension) >> (isShift(y, width) ? y : 63);
      }
      default -> throw Unsupported.operation(opcode, type);
    };
  }

  private static long maxUnsigned(long x, long y) {
    return Long.compareUnsigned(x, y) >= 0 ? x : y;
  }

  private static long minUnsigned(long x, long y) {
    return Long.compareUnsigned(x, y) <= 0 ? x : y;
  }

  /** Truncated; all ones when dividing by zero; the smallest value by -1 is itself. */
  private static long divide(long x, long y) {
    return y == 0 ? -1 : x / y;
  }

  private static long divideUnsigned(long x, long y) {
    return y == 0 ? -1 : Long.divideUnsigned(x, y);
  }

  /** With the sign of the dividend; the dividend itself when dividing by zero. */
  private static long remainder(long x, long y) {
    return y == 0 ? x : x % y;
  }

  private static long remainderUnsigned(long x, long y) {
    return y == 0 ? x : Long.remainderUnsigned(x, y);
  }

  /** Negative exponents give 0, but for the base 1. */
  private static long power(long base, long exponent) {
    return exponent >= 0 ? powerUnsigned(base, exponent) : base == 1 ? 1 : 0;
  }

  /** By repeated squaring, wrapping; anything to the power 0 is 1. */
  private static long powerUnsigned(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long rest = exponent; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  private static LongBinaryOperator signedHighProduct(int width) {
    return width == 64 ? Math::multiplyHigh : (x, y) -> (x * y) >> width;
  }

  private static LongBinaryOperator unsignedHighProduct(int width) {
    return width == 64 ? Math::unsignedMultiplyHigh : (x, y) -> (x * y) >>> width;
  }

  /** Whether an amount, read as unsigned, is below the width. */
  private static boolean isShift(long amount, int width) {
    return amount >= 0 && amount < width;
  }

  /** {@code min(max(x, low), high)}, so that {@code high} wins. */
  static long clamp(long low, long x, long high) {
    return Math.min(Math.max(low, x), high);
  }

  /** As {@link #clamp} for bit patterns of u64. */
  static long clampUnsigned(long low, long x, long high) {
    return minUnsigned(maxUnsigned(low, x), high);
  }
}
