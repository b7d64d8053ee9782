package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * e^x and what is made of it: x = n ln 2 + r with |r| at most ln 2 / 2, in two parts of ln 2 (Cody
 * and Waite), and minimax polynomials in r found by Remez's exchange.
 */
final class Exponential {
  /** ln 2 cut so that its product with the exponents that occur is exact, and the rest. */
  static final double LN2_HIGH_32 = 0x1.62e4p-1;

  static final double LN2_LOW_32 = 0x1.7f7d1cf79abcap-20;
  static final double LN2_HIGH_64 = 0x1.62e42feep-1;
  static final double LN2_LOW_64 = 0x1.a39ef35793c76p-33;

  /** (e^r - 1 - r) / r^2, relative error of e^r - 1 below 2^-26. */
  private static final double[] EXPM1_32 = {
    0x1.6bec0cp-10, 0x1.122776p-7, 0x1.555674p-5, 0x1.5554b0p-3, 0x1.fffffep-2
  };

  /** (e^r - 1) / r, relative error of e^r below 2^-28. */
  private static final double[] EXP_32 = {
    0x1.6ae70cp-10, 0x1.126792p-7, 0x1.555822p-5, 0x1.55541ap-3, 0x1.fffffcp-2, 1
  };

  /** (e^r - 1 - r) / r^2, the Taylor series: the terms left out are below 2^-57 of e^r - 1. */
  private static final double[] EXPM1_64 = taylor(13);

  private final FloatCode code;

  Exponential(FloatCode code) {
    this.code = code;
  }

  private static double[] taylor(int degree) {
    double[] result = new double[degree - 1];
    double factorial = 1;
    for (int i = 2; i <= degree; i++) {
      factorial *= i;
      result[degree - i] = 1 / factorial;
    }
    return result;
  }

  /**
   * x = n ln 2 + rest.
   *
   * @param biased n and a bias, in the low bits of an integer whose other ones are zero or high
   *     enough to be shifted out of exponents
   */
  private record Reduced(Value biased, Value rest) {}

  private Reduced reduce(Value x, int bias) {
    boolean wide = code.isDouble();
    Value shift = shift(bias);
    Value shifted = code.fma(x, code.real(1 / Math.log(2)), shift);
    Value n = code.subtract(shifted, shift);
    Value high = code.fma(n, code.real(wide ? -LN2_HIGH_64 : -LN2_HIGH_32), x);
    Value rest = code.fma(n, code.real(wide ? -LN2_LOW_64 : -LN2_LOW_32), high);
    return new Reduced(code.bits(shifted), rest);
  }

  /** Adding 1.5 * 2^fractionBits leaves the nearest integer in the low bits. */
  private Value shift(int bias) {
    return code.real((code.isDouble() ? 0x1.8p52 : 0x1.8p23) + bias);
  }

  /**
   * x = n ln 2 / 2 + rest, by ln 2 in one part: off by n times what that is rounded by, which does
   * no harm to tanh, as it is the flatter the greater n is.
   */
  private Reduced reduceHalves(Value x, int bias) {
    Value shift = shift(bias);
    Value shifted = code.fma(x, code.real(2 / Math.log(2)), shift);
    Value rest = code.fma(code.subtract(shifted, shift), code.real(-Math.log(2) / 2), x);
    return new Reduced(code.bits(shifted), rest);
  }

  /** The number with a biased exponent, which must be that of a normal one. */
  private Value powerOfTwo(Value biased) {
    return code.fromBits(code.integer(BinaryKind.SHL, biased, code.integer(code.fractionBits())));
  }

  private Value expm1OfRest(Value r) {
    if (code.isDouble()) {
      return code.fma(code.multiply(r, r), code.polynomial(r, EXPM1_64), r);
    }
    Value square = code.multiply(r, r);
    return code.fma(square, code.polynomialByPairs(r, square, EXPM1_32), r);
  }

  /** (e^2r - 1) / 2: in coefficients a factor of two each is exact. */
  private Value halfExpm1OfTwice(Value r) {
    double[] coefficients = (code.isDouble() ? EXPM1_64 : EXPM1_32).clone();
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] *= 1L << (coefficients.length - i);
    }
    Value square = code.multiply(r, r);
    Value series =
        code.isDouble()
            ? code.polynomial(r, coefficients)
            : code.polynomialByPairs(r, square, coefficients);
    return code.fma(square, series, r);
  }

  private Value expOfRest(Value r) {
    return code.isDouble()
        ? code.add(code.real(1), expm1OfRest(r))
        : code.fma(code.polynomial(r, EXP_32), r, code.real(1));
  }

  /** e^x, at most 1 ulp off; results underflow gradually. */
  Value exp(Value x) {
    boolean wide = code.isDouble();
    Value clamped = code.atLeast(code.atMost(x, wide ? 710 : 89), wide ? -746 : -104);
    Reduced reduced = reduce(clamped, 2 * code.bias());
    Value power = expOfRest(reduced.rest());
    // In two steps, as 2^n itself may be too large or too small; only the second one rounds.
    Value half = code.integer(BinaryKind.LSHR, reduced.biased(), code.integer(1));
    Value other = code.integer(BinaryKind.SUB, reduced.biased(), half);
    return scaled(x, code.multiply(power, powerOfTwo(half)), powerOfTwo(other));
  }

  /** e^x for x of at most 0 or NaN, as {@link #exp} but for the overflow that cannot be. */
  Value expOfNonPositive(Value x) {
    int lift = code.isDouble() ? 512 : 64;
    Reduced reduced = reduce(x, code.bias() + lift);
    Value lifted = code.multiply(expOfRest(reduced.rest()), powerOfTwo(reduced.biased()));
    return scaled(x, lifted, code.real(Math.scalb(1.0, -lift)));
  }

  /**
   * e^x as a product, and 0 for x whose e^x rounds to 0, whatever the first factor is: products
   * that underflow take a processor many times as long, and elements that are masked out of a
   * softmax are such.
   */
  private Value scaled(Value x, Value value, Value scale) {
    Value vanishes = code.less(x, code.real(code.isDouble() ? -746 : -104));
    return code.multiply(code.select(vanishes, code.real(0), value), scale);
  }

  /** e^x - 1, at most 2 ulp (f64: 2.5) off. */
  Value expm1(Value x) {
    boolean wide = code.isDouble();
    Value clamped = code.atLeast(code.atMost(x, wide ? 710 : 89), wide ? -40 : -20);
    // 2 (2^(n-1) expm1(r) + 2^(n-1) - 1/2): 2^n itself may be too large.
    Reduced reduced = reduce(clamped, code.bias() - 1);
    Value rest = expm1OfRest(reduced.rest());
    Value scale = powerOfTwo(reduced.biased());
    Value half = code.fma(scale, rest, code.subtract(scale, code.real(0.5)));
    // Tiny x, zeros with their signs among them, are their own results.
    return code.select(code.isSmall(x, wide ? 0x1p-54 : 0x1p-25), x, code.add(half, half));
  }

  /** e^x - 1 for x from 0 to {@code greatest}; above, that of greatest. At most 2 ulp off. */
  Value expm1OfPositive(Value x, double greatest) {
    Reduced reduced = reduce(code.atMost(x, greatest), code.bias());
    Value scale = powerOfTwo(reduced.biased());
    return code.fma(scale, expm1OfRest(reduced.rest()), code.subtract(scale, code.real(1)));
  }

  /**
   * tanh x = h / (h + 1) with h = (e^2|x| - 1) / 2, at most 2.6 ulp off; in f64 2.2, as what the
   * sum lost is put back, with 1 / (h + 1) = 1 - tanh |x|.
   */
  Value tanh(Value x) {
    Value clamped = code.atMost(code.absolute(x), code.isDouble() ? 20 : 10);
    Reduced reduced = reduceHalves(clamped, code.bias());
    Value scale = powerOfTwo(reduced.biased());
    Value start = code.fma(scale, code.real(0.5), code.real(-0.5));
    Value h = code.fma(scale, halfExpm1OfTwice(reduced.rest()), start);
    Value one = code.real(1);
    Value sum = code.add(h, one);
    Value quotient = code.divide(h, sum);
    if (!code.isDouble()) {
      return code.withSign(quotient, x);
    }
    Value lost = code.subtract(h, code.subtract(sum, one));
    Value slope = code.fma(quotient, quotient, code.negate(quotient));
    // Where 1 vanishes beside h too much may be put back.
    return code.withSign(code.atMost(code.fma(slope, lost, quotient), 1), x);
  }

  /**
   * 1 / (1 + e^-x), at most 2.5 ulp off: of e^-|x|, which does not overflow, and in f64 with what
   * the sum lost put back.
   */
  Value logistic(Value x) {
    Value one = code.real(1);
    Value e = expOfNonPositive(code.negate(code.absolute(x)));
    Value isNegative = code.less(x, code.real(0));
    Value sum = code.add(one, e);
    Value quotient = code.divide(code.select(isNegative, e, one), sum);
    if (!code.isDouble()) {
      return quotient;
    }
    Value lost = code.subtract(e, code.subtract(sum, one));
    Value inverse = code.select(isNegative, code.subtract(one, quotient), quotient);
    return code.fma(code.multiply(quotient, lost), code.negate(inverse), quotient);
  }
}
