package org.hlorun.interpreter.math;

import java.math.BigInteger;

/**
 * An unevaluated sum of two doubles, {@code hi + lo} with {@code |lo| <= ulp(hi) / 2}: a number of
 * about 106 significant bits.
 *
 * <p>The algorithms and the error bounds given below (with u = 2^-53) are those of M. Joldes, J.-M.
 * Muller and V. Popescu, "Tight and rigorous error bounds for basic building blocks of double-word
 * arithmetic", ACM TOMS 44(2), 2017. The bounds hold for finite operands as long as no intermediate
 * value overflows or becomes subnormal; the callers scale where that may happen.
 *
 * @param hi the number rounded to nearest
 * @param lo what the rounding left over
 */
public record DoubleDouble(double hi, double lo) {
  static final DoubleDouble ZERO = new DoubleDouble(0, 0);
  static final DoubleDouble ONE = new DoubleDouble(1, 0);

  /** The double itself. */
  public static DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  /** {@code a + b} without error (Knuth's TwoSum). */
  public static DoubleDouble sum(double a, double b) {
    double s = a + b;
    double bVirtual = s - a;
    double aVirtual = s - bVirtual;
    return new DoubleDouble(s, (a - aVirtual) + (b - bVirtual));
  }

  /** {@code a + b} without error if {@code |a| >= |b|} or a is zero (Dekker's Fast2Sum). */
  static DoubleDouble fastSum(double a, double b) {
    double s = a + b;
    return new DoubleDouble(s, b - (s - a));
  }

  /** {@code a * b} without error. */
  public static DoubleDouble product(double a, double b) {
    double p = a * b;
    return new DoubleDouble(p, Math.fma(a, b, -p));
  }

  /** {@code a / b}, relative error below 10 u^2. */
  public static DoubleDouble quotient(double a, double b) {
    return of(a).dividedBy(b);
  }

  /** The integer rounded to a double-double. */
  static DoubleDouble of(BigInteger value) {
    double hi = value.doubleValue();
    double lo = value.subtract(new java.math.BigDecimal(hi).toBigInteger()).doubleValue();
    return fastSum(hi, lo);
  }

  /** Relative error at most 3 u^2, whatever the signs. */
  public DoubleDouble plus(DoubleDouble other) {
    double sh = hi + other.hi;
    double bVirtual = sh - hi;
    double sl = (hi - (sh - bVirtual)) + (other.hi - bVirtual);
    double th = lo + other.lo;
    double dVirtual = th - lo;
    double tl = (lo - (th - dVirtual)) + (other.lo - dVirtual);
    double c = sl + th;
    double vh = sh + c;
    double vl = c - (vh - sh);
    return fastSum(vh, tl + vl);
  }

  /** Relative error at most 2 u^2. */
  public DoubleDouble plus(double other) {
    double sh = hi + other;
    double bVirtual = sh - hi;
    double sl = (hi - (sh - bVirtual)) + (other - bVirtual);
    return fastSum(sh, lo + sl);
  }

  /** Relative error at most 3 u^2, whatever the signs. */
  public DoubleDouble minus(DoubleDouble other) {
    return plus(other.negated());
  }

  /** Relative error at most 2 u^2. */
  public DoubleDouble minus(double other) {
    return plus(-other);
  }

  /** Relative error at most 4 u^2. */
  public DoubleDouble times(DoubleDouble other) {
    double ch = hi * other.hi;
    double cl = Math.fma(hi, other.hi, -ch);
    double t = Math.fma(lo, other.hi, Math.fma(hi, other.lo, lo * other.lo));
    return fastSum(ch, cl + t);
  }

  /** Relative error at most 2 u^2. */
  public DoubleDouble times(double other) {
    double ch = hi * other;
    double cl = Math.fma(hi, other, -ch);
    return fastSum(ch, Math.fma(lo, other, cl));
  }

  /** Exact (short of overflow and underflow) if the factor is a power of two. */
  public DoubleDouble timesPowerOfTwo(double factor) {
    return new DoubleDouble(hi * factor, lo * factor);
  }

  /** {@code this * 2^exponent}, exact short of overflow and underflow. */
  public DoubleDouble scaled(int exponent) {
    return new DoubleDouble(Math.scalb(hi, exponent), Math.scalb(lo, exponent));
  }

  /** Relative error below 15 u^2. */
  public DoubleDouble dividedBy(DoubleDouble other) {
    double th = hi / other.hi;
    DoubleDouble r = other.times(th);
    double rest = (hi - r.hi) + (lo - r.lo);
    return fastSum(th, rest / other.hi);
  }

  /** Relative error below 10 u^2. */
  public DoubleDouble dividedBy(double other) {
    double th = hi / other;
    double ph = th * other;
    double pl = Math.fma(th, other, -ph);
    return fastSum(th, ((hi - ph) - pl + lo) / other);
  }

  /** The reciprocal; relative error below 15 u^2. */
  public DoubleDouble reciprocal() {
    return ONE.dividedBy(this);
  }

  /** The square; relative error at most 4 u^2. */
  public DoubleDouble squared() {
    return times(this);
  }

  /** The square root of a non-negative number; relative error below 4 u^2. */
  public DoubleDouble sqrt() {
    if (hi == 0) {
      return this;
    }
    double sh = Math.sqrt(hi);
    double rest = Math.fma(-sh, sh, hi) + lo;
    return fastSum(sh, rest / (2 * sh));
  }

  /** The number with the other sign. */
  public DoubleDouble negated() {
    return new DoubleDouble(-hi, -lo);
  }

  /** The absolute value. */
  public DoubleDouble abs() {
    return Math.copySign(1, hi) < 0 ? negated() : this;
  }

  /** The absolute value with the sign of the argument. */
  public DoubleDouble withSignOf(double sign) {
    return Math.copySign(1, hi) == Math.copySign(1, sign) ? this : negated();
  }

  /** The number rounded to double. */
  public double toDouble() {
    return hi + lo;
  }

  /** {@code this * 2^exponent} rounded to double once, also where the result is subnormal. */
  public double toDouble(int exponent) {
    double rounded = Math.scalb(hi, exponent);
    if (Math.abs(rounded) >= Double.MIN_NORMAL || lo == 0 || exponent >= 0) {
      return rounded;
    }
    double dropped = hi - Math.scalb(rounded, -exponent);
    double half = Math.scalb(1.0, -1075 - exponent);
    // hi lies exactly between two subnormals: the low part decides, not the parity.
    if (Math.abs(dropped) == half && Math.signum(dropped) == Math.signum(lo)) {
      return rounded + Math.copySign(Double.MIN_VALUE, dropped);
    }
    return rounded;
  }
}
