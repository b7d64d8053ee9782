package org.hlorun.gpu.emulator.arithmetic;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Integer instructions. Every function is made for a width and a signedness; what it is given and
 * what it gives are values of that width with zeros above.
 */
public final class IntegerArithmetic {
  private IntegerArithmetic() {}

  /**
   * The function of two values of a mnemonic.
   *
   * @return null if there is none
   */
  public static LongBinaryOperator binary(String mnemonic, int bits, boolean signed) {
    long mask = Bits.mask(bits);
    return switch (mnemonic) {
      case "add" -> bits == 64 ? (a, b) -> a + b : (a, b) -> (a + b) & mask;
      case "sub" -> bits == 64 ? (a, b) -> a - b : (a, b) -> (a - b) & mask;
      case "mul.lo" -> bits == 64 ? (a, b) -> a * b : (a, b) -> (a * b) & mask;
      case "mul.hi" -> multiplyHigh(bits, signed);
      case "mul.wide" -> multiplyWide(bits, signed);
      case "mul24.lo" -> multiply24(signed, 0);
      case "mul24.hi" -> multiply24(signed, 16);
      case "div" -> divide(bits, signed);
      case "rem" -> remainder(bits, signed);
      case "min" ->
          signed
              ? (a, b) -> Bits.signed(a, bits) <= Bits.signed(b, bits) ? a : b
              : (a, b) -> Long.compareUnsigned(a, b) <= 0 ? a : b;
      case "max" ->
          signed
              ? (a, b) -> Bits.signed(a, bits) >= Bits.signed(b, bits) ? a : b
              : (a, b) -> Long.compareUnsigned(a, b) >= 0 ? a : b;
      case "and" -> (a, b) -> a & b;
      case "or" -> (a, b) -> a | b;
      case "xor" -> (a, b) -> a ^ b;
      case "shl" -> (a, b) -> b >= bits || b < 0 ? 0 : (a << b) & mask;
      case "shr" -> shiftRight(bits, signed);
      case "add.sat" -> (a, b) -> saturate32((int) a + (long) (int) b);
      case "sub.sat" -> (a, b) -> saturate32((int) a - (long) (int) b);
      case "bmsk.clamp" -> IntegerArithmetic::maskClamp;
      case "bmsk.wrap" ->
          (a, b) ->
              (Bits.mask(Math.max(1, (int) b & 31)) & wrapWidth(b)) << (a & 31) & 0xFFFF_FFFFL;
      case "szext.clamp" ->
          signed
              ? (a, b) -> extend(a, Math.min(b, 32), true)
              : (a, b) -> extend(a, Math.min(b, 32), false);
      case "szext.wrap" ->
          signed ? (a, b) -> extend(a, b & 31, true) : (a, b) -> extend(a, b & 31, false);
      default -> null;
    };
  }

  private static long wrapWidth(long width) {
    return (width & 31) == 0 ? 0 : -1L;
  }

  private static long maskClamp(long position, long width) {
    long from = Math.min(position, 32);
    long digits = Bits.mask((int) Math.max(1, Math.min(width, 32)));
    return width == 0 || from == 32 ? 0 : digits << from & 0xFFFF_FFFFL;
  }

  private static long extend(long value, long width, boolean signed) {
    if (width == 0) {
      return 0;
    }
    long low = value & Bits.mask((int) width);
    return (signed ? Bits.signed(low, (int) width) : low) & 0xFFFF_FFFFL;
  }

  private static long saturate32(long value) {
    return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE) & 0xFFFF_FFFFL;
  }

  private static LongBinaryOperator multiplyHigh(int bits, boolean signed) {
    if (bits == 64) {
      return signed ? Math::multiplyHigh : Math::unsignedMultiplyHigh;
    }
    long mask = Bits.mask(bits);
    return signed
        ? (a, b) -> Bits.signed(a, bits) * Bits.signed(b, bits) >> bits & mask
        : (a, b) -> a * b >>> bits & mask;
  }

  private static LongBinaryOperator multiplyWide(int bits, boolean signed) {
    long mask = Bits.mask(2 * bits);
    return signed
        ? (a, b) -> Bits.signed(a, bits) * Bits.signed(b, bits) & mask
        : (a, b) -> a * b & mask;
  }

  private static LongBinaryOperator multiply24(boolean signed, int shift) {
    return signed
        ? (a, b) -> Bits.signed(a, 24) * Bits.signed(b, 24) >> shift & 0xFFFF_FFFFL
        : (a, b) -> (a & 0xFF_FFFF) * (b & 0xFF_FFFF) >>> shift & 0xFFFF_FFFFL;
  }

  /**
   * Division by zero "yields an unspecified, machine-specific value": all ones here, what the
   * routines of NVIDIA's compiler give for 32 bits.
   */
  private static LongBinaryOperator divide(int bits, boolean signed) {
    long mask = Bits.mask(bits);
    return signed
        ? (a, b) -> b == 0 ? mask : Bits.signed(a, bits) / Bits.signed(b, bits) & mask
        : (a, b) -> b == 0 ? mask : Long.divideUnsigned(a, b);
  }

  private static LongBinaryOperator remainder(int bits, boolean signed) {
    long mask = Bits.mask(bits);
    return signed
        ? (a, b) -> b == 0 ? a : Bits.signed(a, bits) % Bits.signed(b, bits) & mask
        : (a, b) -> b == 0 ? a : Long.remainderUnsigned(a, b);
  }

  private static LongBinaryOperator shiftRight(int bits, boolean signed) {
    long mask = Bits.mask(bits);
    return signed
        ? (a, b) -> Bits.signed(a, bits) >> (b < 0 || b > 63 ? 63 : b) & mask
        : (a, b) -> b >= bits || b < 0 ? 0 : a >>> b;
  }

  /** The function of one value of a mnemonic, or null. */
  public static LongUnaryOperator unary(String mnemonic, int bits, boolean signed) {
    long mask = Bits.mask(bits);
    return switch (mnemonic) {
      case "neg" -> a -> -a & mask;
      case "abs" -> a -> Math.abs(Bits.signed(a, bits)) & mask;
      case "not" -> a -> ~a & mask;
      case "cnot" -> a -> a == 0 ? 1 : 0;
      case "popc" -> Long::bitCount;
      case "clz" -> a -> Long.numberOfLeadingZeros(a) - (64 - bits);
      case "brev" -> a -> Long.reverse(a) >>> (64 - bits);
      case "bfind" -> a -> findLeading(a, bits, signed);
      case "bfind.shiftamt" ->
          a -> {
            long found = findLeading(a, bits, signed);
            return found == 0xFFFF_FFFFL ? found : bits - 1 - found;
          };
      default -> null;
    };
  }

  /** The position of the highest bit that is not a copy of the sign; all ones if there is none. */
  private static long findLeading(long value, int bits, boolean signed) {
    long seen = signed && Bits.signed(value, bits) < 0 ? ~value & Bits.mask(bits) : value;
    return seen == 0 ? 0xFFFF_FFFFL : 63 - Long.numberOfLeadingZeros(seen);
  }

  /** The function of three values of a mnemonic, or null. */
  public static TernaryOperator ternary(String mnemonic, int bits, boolean signed) {
    long mask = Bits.mask(bits);
    return switch (mnemonic) {
      case "mad.lo" -> (a, b, c) -> a * b + c & mask;
      case "mad.hi" -> {
        LongBinaryOperator high = multiplyHigh(bits, signed);
        yield (a, b, c) -> high.applyAsLong(a, b) + c & mask;
      }
      case "mad.hi.sat" -> (a, b, c) -> saturate32(((int) a * (long) (int) b >> 32) + (int) c);
      case "mad.wide" -> {
        LongBinaryOperator wide = multiplyWide(bits, signed);
        long wideMask = Bits.mask(2 * bits);
        yield (a, b, c) -> wide.applyAsLong(a, b) + c & wideMask;
      }
      case "mad24.lo" -> {
        LongBinaryOperator low = multiply24(signed, 0);
        yield (a, b, c) -> low.applyAsLong(a, b) + c & mask;
      }
      case "mad24.hi" -> {
        LongBinaryOperator high = multiply24(signed, 16);
        yield (a, b, c) -> high.applyAsLong(a, b) + c & mask;
      }
      case "sad" ->
          signed
              ? (a, b, c) -> c + Math.abs(Bits.signed(a, bits) - Bits.signed(b, bits)) & mask
              : (a, b, c) -> c + (Long.compareUnsigned(a, b) > 0 ? a - b : b - a) & mask;
      case "bfe" -> (a, b, c) -> extractField(a, b, c, bits, signed);
      case "fns" -> IntegerArithmetic::findNth;
      default -> null;
    };
  }

  private static long extractField(long a, long b, long c, int bits, boolean signed) {
    int position = (int) b & 0xFF;
    int length = (int) c & 0xFF;
    int top = bits - 1;
    boolean fill = signed && length != 0 && (a >>> Math.min(position + length - 1, top) & 1) != 0;
    long field = position > top ? 0 : a >>> position;
    int kept = Math.max(0, Math.min(length, bits - position));
    long low = kept == 0 ? 0 : field & Bits.mask(kept);
    long high = fill ? (kept == 0 ? -1L : kept == 64 ? 0 : -1L << kept) : 0;
    return (low | high) & Bits.mask(bits);
  }

  /** {@code bfi}: {@code b} with a field of it taken from {@code a}. */
  public static long insertField(long a, long b, long position, long length, int bits) {
    int from = (int) position & 0xFF;
    int count = (int) Math.min(length & 0xFF, Math.max(0, bits - from));
    if (count == 0) {
      return b;
    }
    long field = Bits.mask(count) << from;
    return b & ~field | a << from & field;
  }

  /** Finds the n-th set bit from a base: the algorithm that the PTX ISA gives for {@code fns}. */
  private static long findNth(long mask, long base, long offset) {
    int wanted = (int) offset;
    int step = wanted >= 0 ? 1 : -1;
    int count = Math.abs(wanted == 0 ? 1 : wanted);
    if (wanted == 0) {
      return base < 32 && (mask >>> base & 1) != 0 ? base : 0xFFFF_FFFFL;
    }
    for (int at = (int) base; at >= 0 && at < 32; at += step) {
      if ((mask >>> at & 1) != 0 && --count == 0) {
        return at;
      }
    }
    return 0xFFFF_FFFFL;
  }

  /** Whether a sum of 32 or 64 bits with a carry overflows. */
  public static boolean carries(long a, long b, boolean carry, int bits) {
    if (bits < 64) {
      return a + b + (carry ? 1 : 0) >>> bits != 0;
    }
    long sum = a + b;
    return Long.compareUnsigned(sum, a) < 0 || carry && sum == -1;
  }

  /** The relation of a mnemonic ({@code lt}, {@code hs}, ...) for integers, or null. */
  public static Comparison comparison(String relation, int bits, boolean signed) {
    return switch (relation) {
      case "eq" -> (a, b) -> a == b;
      case "ne" -> (a, b) -> a != b;
      case "lt" ->
          signed
              ? (a, b) -> Bits.signed(a, bits) < Bits.signed(b, bits)
              : (a, b) -> Long.compareUnsigned(a, b) < 0;
      case "le" ->
          signed
              ? (a, b) -> Bits.signed(a, bits) <= Bits.signed(b, bits)
              : (a, b) -> Long.compareUnsigned(a, b) <= 0;
      case "gt" ->
          signed
              ? (a, b) -> Bits.signed(a, bits) > Bits.signed(b, bits)
              : (a, b) -> Long.compareUnsigned(a, b) > 0;
      case "ge" ->
          signed
              ? (a, b) -> Bits.signed(a, bits) >= Bits.signed(b, bits)
              : (a, b) -> Long.compareUnsigned(a, b) >= 0;
      case "lo" -> (a, b) -> Long.compareUnsigned(a, b) < 0;
      case "ls" -> (a, b) -> Long.compareUnsigned(a, b) <= 0;
      case "hi" -> (a, b) -> Long.compareUnsigned(a, b) > 0;
      case "hs" -> (a, b) -> Long.compareUnsigned(a, b) >= 0;
      default -> null;
    };
  }
}
