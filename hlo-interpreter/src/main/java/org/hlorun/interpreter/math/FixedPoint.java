package org.hlorun.interpreter.math;

import java.math.BigInteger;

/**
 * e^x cos y - 1 and e^x + cos y in fixed-point arithmetic with as many bits as it takes: the way
 * out where the two terms all but cancel and double-double arithmetic has too few digits.
 */
final class FixedPoint {
  /** Bits beyond those that two doubles can cancel, and for the roundings on the way. */
  private static final int GUARD_BITS = 256;

  private final int bits;
  private final BigInteger one;

  private FixedPoint(int bits) {
    this.bits = bits;
    this.one = BigInteger.ONE.shiftLeft(bits);
  }

  private static FixedPoint forArguments(double x, double y) {
    int smallest = Math.min(Math.getExponent(x), Math.getExponent(y));
    return new FixedPoint(GUARD_BITS + 2 * Math.max(-smallest, 0));
  }

  /** e^x cos y - 1, for |x| below 2^10 and |y| below 2^30. */
  static ScaledDoubleDouble expTimesCosMinusOne(double x, double y) {
    FixedPoint f = forArguments(x, y);
    BigInteger product = f.times(f.exp(x), f.cos(y));
    return ExactSum.rounded(product.subtract(f.one), -f.bits);
  }

  /** e^x + cos y, for |x| below 2^10 and |y| below 2^30. */
  static ScaledDoubleDouble expPlusCos(double x, double y) {
    FixedPoint f = forArguments(x, y);
    return ExactSum.rounded(f.exp(x).add(f.cos(y)), -f.bits);
  }

  private BigInteger times(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(bits);
  }

  /** Taylor series of x / 2^16, squared 16 times; 64 of the guard bits absorb the rounding. */
  private BigInteger exp(double x) {
    BigInteger r = ExactSum.fixedPoint(x, bits).shiftRight(16);
    BigInteger sum = one;
    BigInteger term = one;
    for (int n = 1; term.signum() != 0; n++) {
      term = times(term, r).divide(BigInteger.valueOf(n));
      sum = sum.add(term);
    }
    for (int i = 0; i < 16; i++) {
      sum = times(sum, sum);
    }
    return sum;
  }

  private BigInteger cos(double y) {
    BigInteger turn = pi().shiftLeft(1);
    BigInteger r = ExactSum.fixedPoint(Math.abs(y), bits).mod(turn);
    if (r.compareTo(pi()) > 0) {
      r = turn.subtract(r);
    }
    BigInteger square = times(r, r);
    BigInteger sum = one;
    BigInteger term = one;
    for (int n = 1; term.signum() != 0; n += 2) {
      term = times(term, square).divide(BigInteger.valueOf((long) n * (n + 1)));
      sum = (n & 2) == 0 ? sum.subtract(term) : sum.add(term);
    }
    return sum;
  }

  /** Machin's formula, pi = 16 atan(1/5) - 4 atan(1/239). */
  private BigInteger pi() {
    return inverseTangent(5).shiftLeft(4).subtract(inverseTangent(239).shiftLeft(2));
  }

  private BigInteger inverseTangent(int inverse) {
    BigInteger power = one.divide(BigInteger.valueOf(inverse));
    BigInteger sum = power;
    BigInteger square = BigInteger.valueOf((long) inverse * inverse);
    for (int n = 3; power.signum() != 0; n += 2) {
      power = power.divide(square);
      BigInteger term = power.divide(BigInteger.valueOf(n));
      sum = (n & 2) != 0 ? sum.subtract(term) : sum.add(term);
    }
    return sum;
  }
}
