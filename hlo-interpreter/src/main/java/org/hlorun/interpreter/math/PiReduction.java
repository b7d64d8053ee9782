package org.hlorun.interpreter.math;

import java.math.BigInteger;

/**
 * Argument reduction modulo pi/2: {@code x = n pi/2 + remainder} with {@code |remainder|} up to
 * about pi/4, relative error of the remainder below 2^-100 for every finite double.
 *
 * <p>Moderate arguments subtract a four-part pi/2 (Cody and Waite), large ones multiply by the bits
 * of 2/pi that matter (M. Payne and R. Hanek, "Radian reduction for trigonometric functions", ACM
 * SIGNUM Newsletter 18, 1983).
 *
 * @param quadrant n modulo 4
 * @param remainder what is left of the argument
 */
record PiReduction(int quadrant, DoubleDouble remainder) {
  static final DoubleDouble PI = new DoubleDouble(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53);
  static final DoubleDouble HALF_PI = PI.timesPowerOfTwo(0.5);
  private static final double THIRD_PART = -0x1.f1976b7ed8fbcp-110;
  private static final double FOURTH_PART = 0x1.4cf98e804177dp-164;
  private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;

  /** Up to here the multiple of pi/2 is a small integer and four parts of pi/2 are enough. */
  private static final double CODY_WAITE_LIMIT = 0x1p24;

  private static final int TABLE_BITS = 1280;
  private static final int FRACTION_BITS = 256;

  /** The first 1280 bits of 2/pi behind the binary point. */
  private static final BigInteger TWO_OVER_PI_BITS =
      new BigInteger(
          "a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea"
              + "09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbd"
              + "f9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5"
              + "f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361d",
          16);

  private static final BigInteger MASK =
      BigInteger.ONE.shiftLeft(FRACTION_BITS + 2).subtract(BigInteger.ONE);

  /** Reduces any finite double. */
  static PiReduction of(double x) {
    double magnitude = Math.abs(x);
    if (magnitude <= 0.7853981633974483) {
      return new PiReduction(0, DoubleDouble.of(x));
    }
    return magnitude < CODY_WAITE_LIMIT ? codyWaite(x) : payneHanek(x);
  }

  /** Reduces any finite double-double. */
  static PiReduction of(DoubleDouble x) {
    PiReduction high = of(x.hi());
    if (x.lo() == 0) {
      return high;
    }
    PiReduction low = of(x.lo());
    return normalized(high.quadrant + low.quadrant, high.remainder.plus(low.remainder));
  }

  /** Moves a remainder that an addition pushed beyond pi/4 back into the range. */
  private static PiReduction normalized(int quadrant, DoubleDouble remainder) {
    if (remainder.hi() > 0.79) {
      return new PiReduction((quadrant + 1) & 3, remainder.minus(HALF_PI).minus(THIRD_PART));
    }
    if (remainder.hi() < -0.79) {
      return new PiReduction((quadrant - 1) & 3, remainder.plus(HALF_PI).plus(THIRD_PART));
    }
    return new PiReduction(quadrant & 3, remainder);
  }

  private static PiReduction codyWaite(double x) {
    double n = Math.rint(x * TWO_OVER_PI);
    // The first difference is exact, so the cancellation costs only bits of the last part.
    DoubleDouble first = DoubleDouble.product(n, HALF_PI.hi());
    DoubleDouble r =
        DoubleDouble.sum(x - first.hi(), -first.lo())
            .minus(DoubleDouble.product(n, HALF_PI.lo()))
            .minus(DoubleDouble.product(n, THIRD_PART))
            .minus(n * FOURTH_PART);
    return new PiReduction((int) n & 3, r);
  }

  private static PiReduction payneHanek(double x) {
    int exponent = Math.getExponent(x) - 52;
    BigInteger significand = BigInteger.valueOf((long) Math.scalb(Math.abs(x), -exponent));
    BigInteger bits = TWO_OVER_PI_BITS.shiftRight(TABLE_BITS - exponent - FRACTION_BITS).and(MASK);
    BigInteger turns = significand.multiply(bits).and(MASK);
    int quadrant = turns.shiftRight(FRACTION_BITS - 1).intValue() + 1 >> 1;
    BigInteger fraction = turns.subtract(BigInteger.valueOf(quadrant).shiftLeft(FRACTION_BITS));
    DoubleDouble r = DoubleDouble.of(fraction).scaled(-FRACTION_BITS).times(HALF_PI);
    return x > 0 ? new PiReduction(quadrant & 3, r) : new PiReduction(-quadrant & 3, r.negated());
  }
}
