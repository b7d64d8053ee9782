package org.hlorun.kernelir;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.language.shape.FloatFormat;

/** What the scalar operations of kernels mean, on bits that are zero-extended. */
final class ScalarCode {
  private ScalarCode() {}

  static long masked(ScalarType type, long bits) {
    return type.bits() == 64 ? bits : bits & ((1L << type.bits()) - 1);
  }

  private static long signed(ScalarType type, long bits) {
    int shift = 64 - type.bits();
    return bits << shift >> shift;
  }

  static double toDouble(ScalarType type, long bits) {
    return switch (type) {
      case F64 -> Double.longBitsToDouble(bits);
      case F32 -> Float.intBitsToFloat((int) bits);
      case F16 -> Float.float16ToFloat((short) bits);
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  /** Rounded once. */
  static long ofDouble(ScalarType type, double value) {
    return switch (type) {
      case F64 -> Double.doubleToRawLongBits(value);
      case F32 -> Float.floatToRawIntBits((float) value) & 0xFFFF_FFFFL;
      case F16 -> FloatFormat.F16.encode(value);
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  static long unary(UnaryKind kind, ScalarType type, long x) {
    long sign = 1L << (type.bits() - 1);
    return switch (kind) {
      case FNEG -> x ^ sign;
      case FABS -> x & ~sign;
      case SQRT -> ofDouble(type, Math.sqrt(toDouble(type, x)));
      case FLOOR -> ofDouble(type, Math.floor(toDouble(type, x)));
      case CEIL -> ofDouble(type, Math.ceil(toDouble(type, x)));
      case TRUNC -> {
        double value = toDouble(type, x);
        yield ofDouble(type, value < 0 ? Math.ceil(value) : Math.floor(value));
      }
      case ROUND_EVEN -> ofDouble(type, Math.rint(toDouble(type, x)));
      case POPCNT -> Long.bitCount(x);
      case CTLZ -> Long.numberOfLeadingZeros(x) - (64 - type.bits());
      case SELDOM -> x;
    };
  }

  static long binary(BinaryKind kind, ScalarType type, long x, long y) {
    long a = type.isFloat() ? 0 : signed(type, x);
    long b = type.isFloat() ? 0 : signed(type, y);
    return switch (kind) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case MUL_ADD_PAIRS -> (long) (short) x * (short) y + (x << 32 >> 48) * (y << 32 >> 48);
      case PAIR -> (x & 0xffff) | (y << 16);
      case SDIV -> a / b;
      case SREM -> a % b;
      case UDIV -> Long.divideUnsigned(x, y);
      case UREM -> Long.remainderUnsigned(x, y);
      case SMIN -> Math.min(a, b);
      case SMAX -> Math.max(a, b);
      case UMIN -> Long.compareUnsigned(x, y) < 0 ? x : y;
      case UMAX -> Long.compareUnsigned(x, y) > 0 ? x : y;
      case AND -> x & y;
      case OR -> x | y;
      case XOR -> x ^ y;
      case SHL -> x << shift(type, y);
      case LSHR -> x >>> shift(type, y);
      case ASHR -> a >> shift(type, y);
      default -> real(kind, type, toDouble(type, x), toDouble(type, y));
    };
  }

  private static long shift(ScalarType type, long count) {
    if (count < 0 || count >= type.bits()) {
      throw new ArithmeticException("a shift of %s by %d".formatted(type, count));
    }
    return count;
  }

  /** In f64, which has more than twice the bits of narrower types. */
  private static long real(BinaryKind kind, ScalarType type, double x, double y) {
    double result =
        switch (kind) {
          case FADD -> x + y;
          case FSUB -> x - y;
          case FMUL -> x * y;
          case FDIV -> x / y;
          case FREM -> x % y;
          case FMIN -> Math.min(x, y);
          case FMAX -> Math.max(x, y);
          default -> throw new IllegalArgumentException(kind.toString());
        };
    return ofDouble(type, result);
  }

  static long fma(ScalarType type, long a, long b, long c) {
    double x = toDouble(type, a);
    double y = toDouble(type, b);
    double z = toDouble(type, c);
    return type == ScalarType.F32
        ? ofDouble(type, Math.fma((float) x, (float) y, (float) z))
        : ofDouble(type, Math.fma(x, y, z));
  }

  /** The products of the upper halves, bf16, are added to an f32 first; no number is subnormal. */
  static long fmaOfPairs(long a, long b, long c) {
    float sum = (float) toDouble(ScalarType.F32, c);
    for (int shift = 16; shift >= 0; shift -= 16) {
      float x = Float.intBitsToFloat((int) (a >>> shift) << 16);
      float y = Float.intBitsToFloat((int) (b >>> shift) << 16);
      sum = Math.fma(x, y, sum);
    }
    return ofDouble(ScalarType.F32, sum);
  }

  static boolean compare(Predicate predicate, ScalarType type, long x, long y) {
    if (type.isFloat()) {
      double a = toDouble(type, x);
      double b = toDouble(type, y);
      return switch (predicate) {
        case OEQ -> a == b;
        case OLT -> a < b;
        case OLE -> a <= b;
        case OGT -> a > b;
        case OGE -> a >= b;
        case UNE -> a != b;
        case UNO -> Double.isNaN(a) || Double.isNaN(b);
        default -> throw new IllegalArgumentException(predicate.toString());
      };
    }
    int signed = Long.compare(signed(type, x), signed(type, y));
    int unsigned = Long.compareUnsigned(x, y);
    return switch (predicate) {
      case EQ -> x == y;
      case NE -> x != y;
      case SLT -> signed < 0;
      case SLE -> signed <= 0;
      case SGT -> signed > 0;
      case SGE -> signed >= 0;
      case ULT -> unsigned < 0;
      case ULE -> unsigned <= 0;
      case UGT -> unsigned > 0;
      case UGE -> unsigned >= 0;
      default -> throw new IllegalArgumentException(predicate.toString());
    };
  }

  static long cast(CastKind kind, ScalarType from, ScalarType to, long x) {
    return switch (kind) {
      case TRUNCATE, ZERO_EXTEND, BITS -> x;
      case SIGN_EXTEND -> signed(from, x);
      case FLOAT_EXTEND, FLOAT_TRUNCATE -> ofDouble(to, toDouble(from, x));
      case SIGNED_TO_FLOAT -> integer(to, BigInteger.valueOf(signed(from, x)));
      case UNSIGNED_TO_FLOAT -> integer(to, new BigInteger(Long.toUnsignedString(x)));
      case FLOAT_TO_SIGNED ->
          toInteger(
              toDouble(from, x),
              BigInteger.ONE.shiftLeft(to.bits() - 1).negate(),
              BigInteger.ONE.shiftLeft(to.bits() - 1).subtract(BigInteger.ONE));
      case FLOAT_TO_UNSIGNED ->
          toInteger(
              toDouble(from, x),
              BigInteger.ZERO,
              BigInteger.ONE.shiftLeft(to.bits()).subtract(BigInteger.ONE));
    };
  }

  private static long integer(ScalarType to, BigInteger value) {
    return to == ScalarType.F32
        ? Float.floatToRawIntBits(value.floatValue()) & 0xFFFF_FFFFL
        : ofDouble(to, value.doubleValue());
  }

  private static long toInteger(double value, BigInteger least, BigInteger most) {
    if (Double.isNaN(value)) {
      return 0;
    }
    if (Double.isInfinite(value)) {
      return (value > 0 ? most : least).longValue();
    }
    return new BigDecimal(value).toBigInteger().max(least).min(most).longValue();
  }
}
