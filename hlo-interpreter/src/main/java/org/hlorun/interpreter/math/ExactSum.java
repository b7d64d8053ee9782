package org.hlorun.interpreter.math;

import java.math.BigInteger;

/**
 * Sums of products of doubles, rounded only at the end: relative error below 2^-60 whatever cancels
 * and whatever the range of the factors.
 *
 * <p>Usually double-double arithmetic is enough; if most of it cancels, or a product leaves the
 * range in which the rounding errors of products are doubles, the sum is formed in integer
 * arithmetic.
 */
final class ExactSum {
  private static final double SMALL = 0x1p-900;
  private static final double LARGE = 0x1p1000;
  private static final double CANCELLATION = 0x1p-40;

  /** Every double is a multiple of 2^-1074, so every product one of 2^-2148. */
  private static final int UNIT = 1074;

  private static final int KEPT_BITS = 192;

  private ExactSum() {}

  /** The sum of the products of the first and second, third and fourth ... finite factor. */
  static ScaledDoubleDouble ofProducts(double... factors) {
    DoubleDouble sum = DoubleDouble.ZERO;
    double largest = 0;
    for (int i = 0; i < factors.length; i += 2) {
      DoubleDouble product = DoubleDouble.product(factors[i], factors[i + 1]);
      double size = Math.abs(product.hi());
      boolean isExact = size > SMALL && size < LARGE || factors[i] == 0 || factors[i + 1] == 0;
      if (!isExact) {
        return inIntegers(factors);
      }
      largest = Math.max(largest, size);
      sum = sum.plus(product);
    }
    // Two products are added with a small relative error even if nearly all of them cancels.
    boolean isAccurate = factors.length <= 4 || Math.abs(sum.hi()) >= largest * CANCELLATION;
    return isAccurate ? ScaledDoubleDouble.of(sum) : inIntegers(factors);
  }

  private static ScaledDoubleDouble inIntegers(double[] factors) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < factors.length; i += 2) {
      sum = sum.add(units(factors[i]).multiply(units(factors[i + 1])));
    }
    return rounded(sum, -2 * UNIT);
  }

  /** The integer times 2^exponent. */
  static ScaledDoubleDouble rounded(BigInteger value, int exponent) {
    int shift = Math.max(value.bitLength() - KEPT_BITS, 0);
    DoubleDouble mantissa = DoubleDouble.of(value.shiftRight(shift));
    int size = Math.max(value.bitLength() - shift, 1);
    return new ScaledDoubleDouble(mantissa.scaled(-size), exponent + shift + size);
  }

  private static BigInteger units(double x) {
    return fixedPoint(x, UNIT);
  }

  /** The double as an integer multiple of 2^-bits, rounded down. */
  static BigInteger fixedPoint(double x, int bits) {
    int exponent = Math.max(Math.getExponent(x), Double.MIN_EXPONENT) - 52;
    BigInteger significand = BigInteger.valueOf((long) Math.scalb(x, -exponent));
    return significand.shiftLeft(exponent + bits);
  }
}
