package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * |x| = quadrant * pi/2 + rest for an f32: below 2^26 by two parts of pi/2 in f64 (Cody and Waite),
 * above, which is seldom asked for, by the bits of 2/pi that matter (Payne and Hanek), in integers.
 */
final class AngleReduction {
  /** From here on the integers are used: |x| is an integer times 4. */
  private static final double LARGE = 0x1p26;

  private static final double HALF_PI_HIGH = 0x1.921fb54442d18p+0;
  private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;

  /** The first 256 bits of 2 / pi behind the point. */
  private static final long[] TWO_OVER_PI = {
    0xA2F9836E4E441529L, 0xFC2757D1F534DDC0L, 0xDB6295993C439041L, 0xFE5163ABDEBBC561L
  };

  private final KernelBuilder builder;
  private final FloatCode wide;

  AngleReduction(KernelBuilder builder) {
    this.builder = builder;
    this.wide = new FloatCode(builder, ScalarType.F64);
  }

  /**
   * A reduced angle.
   *
   * @param quadrant an i64 of which the two low bits count
   * @param rest an f64 between about -pi/4 and pi/4, with a relative error below 2^-30
   */
  record Angle(Value quadrant, Value rest) {}

  /** Reduces |x|; the rest is NaN if x is infinite or NaN. */
  Angle reduce(Value x) {
    Value magnitude =
        builder.cast(
            CastKind.FLOAT_EXTEND, ScalarType.F64, new FloatCode(builder, x.type()).absolute(x));
    Angle small = reduceSmall(magnitude);
    Angle large = reduceLarge(x);
    Value isLarge =
        builder.unary(
            UnaryKind.SELDOM, builder.compare(Predicate.OGE, magnitude, wide.real(LARGE)));
    Value isFinite = wide.less(magnitude, wide.real(Double.POSITIVE_INFINITY));
    Value largeRest = wide.select(isFinite, large.rest(), wide.real(Double.NaN));
    return new Angle(
        wide.select(isLarge, large.quadrant(), small.quadrant()),
        wide.select(isLarge, largeRest, small.rest()));
  }

  private Angle reduceSmall(Value magnitude) {
    Value shift = wide.real(0x1.8p52);
    Value shifted = wide.fma(magnitude, wide.real(2 / Math.PI), shift);
    Value n = wide.subtract(shifted, shift);
    Value high = wide.fma(n, wide.real(-HALF_PI_HIGH), magnitude);
    return new Angle(wide.bits(shifted), wide.fma(n, wide.real(-HALF_PI_LOW), high));
  }

  private Value word(int index) {
    return wide.integer(TWO_OVER_PI[index]);
  }

  private Value and(Value a, long mask) {
    return wide.integer(BinaryKind.AND, a, wide.integer(mask));
  }

  private Value shiftRight(Value a, int places) {
    return wide.integer(BinaryKind.LSHR, a, wide.integer(places));
  }

  /**
   * With |x| = m 2^e, bits of 2/pi that contribute multiples of 4 are left out: the e - 2 first.
   * The product of m and the 96 bits behind them, modulo 2^96, is the angle in units of 2^-94
   * quadrants; its upper 64 bits are enough, as no f32 is nearer to a multiple of pi/2 than 2^-30.
   */
  private Angle reduceLarge(Value x) {
    Value bits =
        builder.cast(
            CastKind.ZERO_EXTEND, ScalarType.I64, builder.cast(CastKind.BITS, ScalarType.I32, x));
    Value significand = wide.integer(BinaryKind.OR, and(bits, 0x7FFFFF), wide.integer(0x800000));
    Value exponent = and(shiftRight(bits, 23), 0xFF);
    Value skip = wide.integer(BinaryKind.SUB, exponent, wide.integer(152));
    Value isFar = builder.compare(Predicate.SGE, skip, wide.integer(64));
    Value first = wide.select(isFar, word(1), word(0));
    Value second = wide.select(isFar, word(2), word(1));
    Value third = wide.select(isFar, word(3), word(2));
    Value places = and(skip, 63);
    Value upper = window(first, second, places);
    Value lower = shiftRight(window(second, third, places), 32);
    Value carried = shiftRight(wide.integer(BinaryKind.MUL, lower, significand), 32);
    Value product =
        wide.integer(BinaryKind.ADD, wide.integer(BinaryKind.MUL, upper, significand), carried);
    Value rounded = wide.integer(BinaryKind.ADD, product, wide.integer(1L << 61));
    Value fraction = wide.integer(BinaryKind.SUB, product, and(rounded, 3L << 62));
    Value quadrants = wide.multiply(signedToFloat(fraction), wide.real(0x1p-62));
    return new Angle(shiftRight(rounded, 62), wide.multiply(quadrants, wide.real(HALF_PI_HIGH)));
  }

  /** The upper 64 bits of (first, second) shifted left by 0 to 63 places. */
  private Value window(Value first, Value second, Value places) {
    Value left = wide.integer(BinaryKind.SHL, first, places);
    Value back = wide.integer(BinaryKind.SUB, wide.integer(63), places);
    Value right = wide.integer(BinaryKind.LSHR, shiftRight(second, 1), back);
    return wide.integer(BinaryKind.OR, left, right);
  }

  /** A signed i64 as an f64, by halves: few vector units convert 64-bit integers. */
  private Value signedToFloat(Value a) {
    Value biased = wide.integer(BinaryKind.ADD, a, wide.integer(Long.MIN_VALUE));
    Value high = wide.subtract(unsignedHalf(shiftRight(biased, 32)), wide.real(0x1p31));
    Value low = unsignedHalf(and(biased, 0xFFFFFFFFL));
    return wide.fma(high, wide.real(0x1p32), low);
  }

  private Value unsignedHalf(Value a) {
    Value exponent = wide.integer(Double.doubleToRawLongBits(0x1p52));
    Value shifted = wide.fromBits(wide.integer(BinaryKind.OR, a, exponent));
    return wide.subtract(shifted, wide.real(0x1p52));
  }
}
