package org.hlorun.gpu.emulator.arithmetic;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Results with no error, or with what is needed to round them once.
 *
 * <p>A sum or a product of values of at most 24 bits is given as a double that is <em>rounded to
 * odd</em>: if it is not exact, its last bit is 1. Rounding it again, in any direction, to at most
 * 51 bits gives what rounding the exact result would have given (Boldo and Melquiond, "Emulation of
 * FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008).
 */
public final class Exact {
  private Exact() {}

  /** {@code a + b}, rounded to odd. */
  public static double sum(double a, double b) {
    double sum = a + b;
    if (Double.isNaN(sum) || Double.isInfinite(sum)) {
      return sum;
    }
    double part = sum - a;
    double error = (a - (sum - part)) + (b - part);
    return toOdd(sum, error);
  }

  private static double toOdd(double value, double error) {
    if (error == 0 || (Double.doubleToRawLongBits(value) & 1) != 0) {
      return value;
    }
    return error > 0 ? Math.nextUp(value) : Math.nextDown(value);
  }

  /** {@code a / b} for values of at most 24 bits, rounded to odd. */
  public static double quotient(double a, double b) {
    double quotient = a / b;
    if (!Double.isFinite(quotient) || quotient == 0 || b == 0 || Double.isInfinite(b)) {
      return quotient;
    }
    double rest = Math.fma(-quotient, b, a);
    return toOdd(quotient, b > 0 ? rest : -rest);
  }

  /** The square root of a value of at most 24 bits, rounded to odd. */
  public static double squareRoot(double a) {
    double root = Math.sqrt(a);
    if (!(root > 0) || Double.isInfinite(root)) {
      return root;
    }
    return toOdd(root, Math.fma(-root, root, a));
  }

  /** An integer of 64 bits, rounded to odd. */
  public static double integer(long value, boolean signed) {
    double nearest = signed || value >= 0 ? (double) value : Bits.unsignedToDouble(value);
    BigDecimal error = Bits.toBigDecimal(value, signed).subtract(new BigDecimal(nearest));
    return toOdd(nearest, error.signum());
  }

  /**
   * A double in a direction, given the nearest one.
   *
   * @param nearest the exact result rounded to nearest
   * @param sign the sign of the exact result minus {@code nearest}; if {@code nearest} is infinite,
   *     that of a finite result
   */
  private static double directed(double nearest, int sign, Rounding rounding) {
    if (sign == 0) {
      return nearest;
    }
    boolean negative = nearest < 0 || nearest == 0 && sign < 0;
    boolean up =
        switch (rounding) {
          case UP -> true;
          case DOWN -> false;
          default -> negative;
        };
    if (up) {
      return sign > 0 ? Math.nextUp(nearest) : nearest;
    }
    return sign < 0 ? Math.nextDown(nearest) : nearest;
  }

  private static boolean isNearest(Rounding rounding) {
    return rounding == Rounding.NEAREST_EVEN || rounding == Rounding.NEAREST_AWAY;
  }

  /** How an exact result compares with its nearest double. */
  private static int compare(BigDecimal exact, double nearest) {
    if (Double.isInfinite(nearest)) {
      return nearest > 0 ? -1 : 1;
    }
    return exact.compareTo(new BigDecimal(nearest));
  }

  /** {@code a * b + c} as a double. */
  public static double multiplyAdd64(double a, double b, double c, Rounding rounding) {
    double nearest = Math.fma(a, b, c);
    if (isNearest(rounding) || !Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c)) {
      return nearest;
    }
    BigDecimal exact = new BigDecimal(a).multiply(new BigDecimal(b)).add(new BigDecimal(c));
    if (exact.signum() == 0) {
      return zeroSum(a * b, c, rounding);
    }
    return withSign(directed(nearest, compare(exact, nearest), rounding), exact.signum());
  }

  /** The zero that a sum of two terms becomes that cancel, or of two zeros. */
  private static double zeroSum(double product, double c, Rounding rounding) {
    boolean minus = Double.doubleToRawLongBits(product) < 0;
    boolean bothMinus = minus && Double.doubleToRawLongBits(c) < 0;
    boolean bothPlus = !minus && Double.doubleToRawLongBits(c) >= 0;
    return bothMinus || !bothPlus && rounding == Rounding.DOWN ? -0.0 : 0.0;
  }

  /** A zero that stands for a tiny result has that result's sign. */
  private static double withSign(double value, int sign) {
    return value == 0 ? (sign < 0 ? -0.0 : 0.0) : value;
  }

  /** {@code a + b} as a double. */
  public static double sum64(double a, double b, Rounding rounding) {
    return multiplyAdd64(a, 1, b, rounding);
  }

  /** {@code a * b} as a double. */
  public static double product64(double a, double b, Rounding rounding) {
    double nearest = a * b;
    if (isNearest(rounding) || !Double.isFinite(a) || !Double.isFinite(b) || a == 0 || b == 0) {
      return nearest;
    }
    BigDecimal exact = new BigDecimal(a).multiply(new BigDecimal(b));
    return withSign(directed(nearest, compare(exact, nearest), rounding), exact.signum());
  }

  /** {@code a / b} as a double. */
  public static double quotient64(double a, double b, Rounding rounding) {
    double nearest = a / b;
    if (isNearest(rounding) || !Double.isFinite(a) || !Double.isFinite(b) || a == 0 || b == 0) {
      return nearest;
    }
    int sign = a > 0 == b > 0 ? 1 : -1;
    int difference;
    if (Double.isInfinite(nearest)) {
      difference = nearest > 0 ? -1 : 1;
    } else {
      BigDecimal rest =
          new BigDecimal(a).subtract(new BigDecimal(nearest).multiply(new BigDecimal(b)));
      difference = rest.signum() * (b > 0 ? 1 : -1);
    }
    return withSign(directed(nearest, difference, rounding), sign);
  }

  /** The square root as a double. */
  public static double squareRoot64(double a, Rounding rounding) {
    double nearest = Math.sqrt(a);
    if (isNearest(rounding) || !(nearest > 0) || Double.isInfinite(nearest)) {
      return nearest;
    }
    BigDecimal rest =
        new BigDecimal(a).subtract(new BigDecimal(nearest).pow(2, MathContext.UNLIMITED));
    return directed(nearest, rest.signum(), rounding);
  }

  /** An integer as a double. */
  public static double integer64(long value, boolean signed, Rounding rounding) {
    double nearest = signed || value >= 0 ? (double) value : Bits.unsignedToDouble(value);
    if (isNearest(rounding)) {
      return nearest;
    }
    return directed(nearest, compare(Bits.toBigDecimal(value, signed), nearest), rounding);
  }
}
