package org.hlorun.gpu.emulator.arithmetic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How tensor cores multiply: types of elements, and the sum of products.
 *
 * <p>The PTX ISA leaves open how the sum of floating-point products is rounded ("at least single
 * precision"); here products are exact, they are added in double precision in the order of the
 * elements, and the sum is rounded once.
 */
public abstract class MatrixElements {
  private static final Map<FloatFormat, double[]> VALUES = new ConcurrentHashMap<>();

  private final int bitsA;
  private final int bitsB;
  private final int perRegister;
  private final int resultsPerRegister;

  private MatrixElements(int bitsA, int bitsB, int perRegister, int resultsPerRegister) {
    this.bitsA = bitsA;
    this.bitsB = bitsB;
    this.perRegister = perRegister;
    this.resultsPerRegister = resultsPerRegister;
  }

  /** Bits of an element of the left matrix. */
  public int bitsA() {
    return bitsA;
  }

  public int bitsB() {
    return bitsB;
  }

  /** Elements of either matrix in a register. */
  public int perRegister() {
    return perRegister;
  }

  /** Elements of the result in a register: 2 if they are f16. */
  public int resultsPerRegister() {
    return resultsPerRegister;
  }

  /** The value of an element of the left matrix. */
  public abstract double left(long bits);

  /** The value of an element of the right matrix. */
  public abstract double right(long bits);

  /** A sum of products plus an addend, as bits. */
  public abstract long sum(double products, long addend);

  /** The dot product of a row and a column, plus an addend, as bits. */
  public long dot(double[] row, double[] column, long addend) {
    double products = 0;
    for (int i = 0; i < row.length; i++) {
      products += row[i] * column[i];
    }
    return sum(products, addend);
  }

  /**
   * Integers of 8 bits, added in 32.
   *
   * @param saturate whether the sum is clamped rather than cut
   */
  public static MatrixElements integers(boolean signedA, boolean signedB, boolean saturate) {
    return new MatrixElements(8, 8, 4, 1) {
      @Override
      public double left(long bits) {
        return extend(bits, signedA);
      }

      @Override
      public double right(long bits) {
        return extend(bits, signedB);
      }

      /** The products are whole numbers far below 2^53: their sum is exact. */
      @Override
      public long sum(double products, long addend) {
        long sum = (int) addend + (long) products;
        long clamped = saturate ? Math.clamp(sum, Integer.MIN_VALUE, Integer.MAX_VALUE) : sum;
        return clamped & 0xFFFF_FFFFL;
      }
    };
  }

  private static long extend(long value, boolean signed) {
    return signed ? Bits.signed(value, 8) : value;
  }

  /**
   * Floats of up to 32 bits.
   *
   * @param a the type of the left matrix
   * @param b the type of the right one, with as many bits
   * @param result F32 or F16
   */
  public static MatrixElements floats(FloatFormat a, FloatFormat b, FloatFormat result) {
    int bits = bits(a);
    double[] valuesA = values(a);
    double[] valuesB = values(b);
    return new MatrixElements(bits, bits(b), 32 / bits, result == FloatFormat.F16 ? 2 : 1) {
      @Override
      public double left(long bits) {
        return valuesA == null ? decode(a, bits) : valuesA[(int) bits];
      }

      @Override
      public double right(long bits) {
        return valuesB == null ? decode(b, bits) : valuesB[(int) bits];
      }

      @Override
      public long sum(double products, long addend) {
        double sum = Exact.sum(products, decode(result, addend));
        if (result == FloatFormat.F32 && !Double.isNaN(sum)) {
          return Bits.f32((float) sum);
        }
        return result.encode(sum, Rounding.NEAREST_EVEN);
      }
    };
  }

  /** The values of all bits of a format of at most 16 bits; null for others. */
  private static double[] values(FloatFormat format) {
    return bits(format) > 16 ? null : VALUES.computeIfAbsent(format, MatrixElements::decodeAll);
  }

  private static double[] decodeAll(FloatFormat format) {
    double[] values = new double[1 << bits(format)];
    for (int i = 0; i < values.length; i++) {
      values[i] = format.decode(i);
    }
    return values;
  }

  private static int bits(FloatFormat format) {
    return switch (format) {
      case F32, TF32 -> 32;
      case F16, BF16 -> 16;
      case E4M3, E5M2 -> 8;
    };
  }

  /** The lower 13 bits of a tf32 value are not looked at. */
  private static double decode(FloatFormat format, long bits) {
    return switch (format) {
      case F32 -> Bits.f32(bits);
      case TF32 -> Bits.f32(bits & 0xFFFF_E000L);
      default -> format.decode(bits);
    };
  }

  /** Doubles, multiplied and added in the order of the elements, each step rounded once. */
  public static MatrixElements doubles() {
    return new MatrixElements(64, 64, 1, 1) {
      @Override
      public double left(long bits) {
        return Bits.f64(bits);
      }

      @Override
      public double right(long bits) {
        return Bits.f64(bits);
      }

      @Override
      public long sum(double products, long addend) {
        return Bits.f64(products + Bits.f64(addend));
      }

      @Override
      public long dot(double[] row, double[] column, long addend) {
        double sum = Bits.f64(addend);
        for (int i = 0; i < row.length; i++) {
          sum = Math.fma(row[i], column[i], sum);
        }
        return Bits.f64(sum);
      }
    };
  }
}
