package org.hlorun.gpu.emulator.arithmetic;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Floating-point instructions of one type.
 *
 * @param format the type; null is f64
 * @param rounding of results
 * @param flush {@code .ftz}: subnormal operands and results are zero
 * @param clamp what is done with a result before it is given
 */
public record FloatArithmetic(FloatFormat format, Rounding rounding, boolean flush, Clamp clamp) {
  /** What is done with a result. */
  public enum Clamp {
    NONE,
    /** {@code .sat}: to 0..1, NaN to 0. */
    UNIT,
    /** {@code .relu}: negative results become 0. */
    POSITIVE
  }

  private boolean plain32() {
    return format == FloatFormat.F32 && rounding == Rounding.NEAREST_EVEN;
  }

  private double decode(long bits) {
    if (format == null) {
      return Bits.f64(bits);
    }
    if (format == FloatFormat.F32) {
      return Bits.f32(flush ? Bits.flush32(bits) : bits);
    }
    double value = format.decode(bits);
    return flush && format == FloatFormat.F16 && Math.abs(value) < 0x1p-14
        ? Math.copySign(0, value)
        : value;
  }

  private long encode(double value) {
    double clamped = clamp(value);
    if (format == null) {
      return Bits.f64(clamped);
    }
    long bits = plain32() ? Bits.f32((float) clamped) : format.encode(clamped, rounding);
    if (!flush) {
      return bits;
    }
    if (format == FloatFormat.F32) {
      return Bits.flush32(bits);
    }
    return format == FloatFormat.F16 && (bits & 0x7C00) == 0 ? bits & 0x8000 : bits;
  }

  private double clamp(double value) {
    return switch (clamp) {
      case NONE -> value;
      case UNIT -> value > 0 ? Math.min(value, 1) : 0.0;
      case POSITIVE -> value < 0 || value == 0 ? 0.0 : value;
    };
  }

  private boolean simple() {
    return !flush && clamp == Clamp.NONE;
  }

  /** The sum, difference, product, quotient, least or greatest; null for another mnemonic. */
  public LongBinaryOperator binary(String mnemonic) {
    if (simple() && plain32()) {
      LongBinaryOperator fast = binary32(mnemonic);
      if (fast != null) {
        return fast;
      }
    }
    DoubleBinaryOperator function = format == null ? binary64(mnemonic) : exactBinary(mnemonic);
    return function == null ? null : (a, b) -> encode(function.applyAsDouble(decode(a), decode(b)));
  }

  private static LongBinaryOperator binary32(String mnemonic) {
    return switch (mnemonic) {
      case "add" -> (a, b) -> Bits.f32(Bits.f32(a) + Bits.f32(b));
      case "sub" -> (a, b) -> Bits.f32(Bits.f32(a) - Bits.f32(b));
      case "mul" -> (a, b) -> Bits.f32(Bits.f32(a) * Bits.f32(b));
      case "div" -> (a, b) -> Bits.f32(Bits.f32(a) / Bits.f32(b));
      default -> null;
    };
  }

  private DoubleBinaryOperator exactBinary(String mnemonic) {
    return switch (mnemonic) {
      case "add" -> this::sum;
      case "sub" -> (a, b) -> sum(a, -b);
      case "mul" -> (a, b) -> a * b;
      case "div" -> Exact::quotient;
      default -> minMax(mnemonic);
    };
  }

  /** Terms that cancel give +0, and -0 if rounded down. */
  private double sum(double a, double b) {
    double sum = Exact.sum(a, b);
    boolean cancels = sum == 0 && (a != 0 || Math.copySign(1, a) != Math.copySign(1, b));
    return cancels && rounding == Rounding.DOWN ? -0.0 : sum;
  }

  private DoubleBinaryOperator binary64(String mnemonic) {
    Rounding mode = rounding;
    boolean nearest = mode == Rounding.NEAREST_EVEN;
    return switch (mnemonic) {
      case "add" -> nearest ? Double::sum : (a, b) -> Exact.sum64(a, b, mode);
      case "sub" -> nearest ? (a, b) -> a - b : (a, b) -> Exact.sum64(a, -b, mode);
      case "mul" -> nearest ? (a, b) -> a * b : (a, b) -> Exact.product64(a, b, mode);
      case "div" -> nearest ? (a, b) -> a / b : (a, b) -> Exact.quotient64(a, b, mode);
      default -> minMax(mnemonic);
    };
  }

  /** The lesser and the greater: a number rather than NaN, -0 before 0; with ".NaN", NaN first. */
  private static DoubleBinaryOperator minMax(String mnemonic) {
    return switch (mnemonic) {
      case "min" -> (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
      case "max" -> (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
      case "min.NaN" -> Math::min;
      case "max.NaN" -> Math::max;
      case "min.xorsign.abs" ->
          (a, b) -> withSigns(a, b, minMax("min").applyAsDouble(Math.abs(a), Math.abs(b)));
      case "max.xorsign.abs" ->
          (a, b) -> withSigns(a, b, minMax("max").applyAsDouble(Math.abs(a), Math.abs(b)));
      case "min.NaN.xorsign.abs" -> (a, b) -> withSigns(a, b, Math.min(Math.abs(a), Math.abs(b)));
      case "max.NaN.xorsign.abs" -> (a, b) -> withSigns(a, b, Math.max(Math.abs(a), Math.abs(b)));
      default -> null;
    };
  }

  private static double withSigns(double a, double b, double magnitude) {
    boolean minus = Math.copySign(1, a) != Math.copySign(1, b);
    return minus ? -magnitude : magnitude;
  }

  /** {@code a * b + c}, rounded once. */
  public TernaryOperator multiplyAdd() {
    if (simple() && plain32()) {
      return (a, b, c) -> Bits.f32(Math.fma(Bits.f32(a), Bits.f32(b), Bits.f32(c)));
    }
    if (format == null) {
      Rounding mode = rounding;
      return mode == Rounding.NEAREST_EVEN
          ? (a, b, c) -> Bits.f64(Math.fma(Bits.f64(a), Bits.f64(b), Bits.f64(c)))
          : (a, b, c) -> Bits.f64(Exact.multiplyAdd64(Bits.f64(a), Bits.f64(b), Bits.f64(c), mode));
    }
    return (a, b, c) -> encode(sum(decode(a) * decode(b), decode(c)));
  }

  /**
   * A function of one value. The approximate ones are computed to the last bit or next to it, which
   * is within the bounds that the PTX ISA gives for them.
   *
   * @return null for another mnemonic
   */
  public LongUnaryOperator unary(String mnemonic) {
    if (format == null) {
      return unary64(mnemonic);
    }
    return switch (mnemonic) {
      case "sqrt" -> a -> encode(Exact.squareRoot(decode(a)));
      case "rcp" -> a -> encode(Exact.quotient(1, decode(a)));
      case "rsqrt" -> a -> encode(1 / Math.sqrt(decode(a)));
      case "sin" -> a -> encode(Math.sin(decode(a)));
      case "cos" -> a -> encode(Math.cos(decode(a)));
      case "ex2" -> a -> encode(Math.pow(2, decode(a)));
      case "lg2" -> a -> encode(Math.log(decode(a)) / Math.log(2));
      case "tanh" -> a -> encode(Math.tanh(decode(a)));
      case "abs" -> sign(false);
      case "neg" -> sign(true);
      default -> null;
    };
  }

  private LongUnaryOperator unary64(String mnemonic) {
    Rounding mode = rounding;
    return switch (mnemonic) {
      case "sqrt" -> a -> Bits.f64(Exact.squareRoot64(Bits.f64(a), mode));
      case "rcp" -> a -> Bits.f64(Exact.quotient64(1, Bits.f64(a), mode));
      case "rcp.approx" -> a -> upperHalf(1 / flush64(Bits.f64(a)));
      case "rsqrt.approx" -> a -> upperHalf(1 / Math.sqrt(flush64(Bits.f64(a))));
      case "rsqrt" -> a -> Bits.f64(1 / Math.sqrt(Bits.f64(a)));
      case "abs" -> a -> a & Long.MAX_VALUE;
      case "neg" -> a -> a ^ Long.MIN_VALUE;
      default -> null;
    };
  }

  private static double flush64(double value) {
    return Math.abs(value) < Double.MIN_NORMAL ? Math.copySign(0, value) : value;
  }

  /** The coarse functions of f64 give 20 bits of mantissa, and zeros below. */
  private static long upperHalf(double value) {
    return Bits.f64(flush64(value)) & 0xFFFF_FFFF_0000_0000L;
  }

  private LongUnaryOperator sign(boolean negate) {
    long minus = format == FloatFormat.F32 ? 0x8000_0000L : 0x8000L;
    LongUnaryOperator change = negate ? a -> a ^ minus : a -> a & ~minus;
    return flush ? a -> change.applyAsLong(encode(decode(a))) : change;
  }

  /** The relation of a mnemonic; those that end in {@code u} hold for NaN, too. Null for others. */
  public Comparison comparison(String relation) {
    if (format == FloatFormat.F32 && !flush) {
      Comparison fast = comparison32(relation);
      if (fast != null) {
        return fast;
      }
    }
    return switch (relation) {
      case "eq" -> (a, b) -> decode(a) == decode(b);
      case "ne" -> (a, b) -> decode(a) < decode(b) || decode(a) > decode(b);
      case "lt" -> (a, b) -> decode(a) < decode(b);
      case "le" -> (a, b) -> decode(a) <= decode(b);
      case "gt" -> (a, b) -> decode(a) > decode(b);
      case "ge" -> (a, b) -> decode(a) >= decode(b);
      case "equ" -> (a, b) -> !(decode(a) < decode(b) || decode(a) > decode(b));
      case "neu" -> (a, b) -> decode(a) != decode(b);
      case "ltu" -> (a, b) -> !(decode(a) >= decode(b));
      case "leu" -> (a, b) -> !(decode(a) > decode(b));
      case "gtu" -> (a, b) -> !(decode(a) <= decode(b));
      case "geu" -> (a, b) -> !(decode(a) < decode(b));
      case "num" -> (a, b) -> !unordered(a, b);
      case "nan" -> this::unordered;
      default -> null;
    };
  }

  private boolean unordered(long a, long b) {
    return Double.isNaN(decode(a)) || Double.isNaN(decode(b));
  }

  private static Comparison comparison32(String relation) {
    return switch (relation) {
      case "eq" -> (a, b) -> Bits.f32(a) == Bits.f32(b);
      case "lt" -> (a, b) -> Bits.f32(a) < Bits.f32(b);
      case "le" -> (a, b) -> Bits.f32(a) <= Bits.f32(b);
      case "gt" -> (a, b) -> Bits.f32(a) > Bits.f32(b);
      case "ge" -> (a, b) -> Bits.f32(a) >= Bits.f32(b);
      case "neu" -> (a, b) -> Bits.f32(a) != Bits.f32(b);
      case "nan" -> (a, b) -> Float.isNaN(Bits.f32(a)) || Float.isNaN(Bits.f32(b));
      default -> null;
    };
  }

  /** Whether a value is of the kind that {@code testp} asks for; null for an unknown kind. */
  public Comparison test(String kind) {
    double smallest = format == null ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    return switch (kind) {
      case "finite" -> (a, b) -> Double.isFinite(decode(a));
      case "infinite" -> (a, b) -> Double.isInfinite(decode(a));
      case "number" -> (a, b) -> !Double.isNaN(decode(a));
      case "notanumber" -> (a, b) -> Double.isNaN(decode(a));
      case "normal" -> (a, b) -> Double.isFinite(decode(a)) && Math.abs(decode(a)) >= smallest;
      case "subnormal" -> (a, b) -> decode(a) != 0 && Math.abs(decode(a)) < smallest;
      default -> null;
    };
  }
}
