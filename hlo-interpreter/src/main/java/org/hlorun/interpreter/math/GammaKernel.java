package org.hlorun.interpreter.math;

/**
 * log|gamma| and digamma in double-double arithmetic, with an absolute error of about 2^-100 of the
 * largest intermediate value; near their zeros they switch to series around the zero, which keeps
 * the relative error below 2^-60.
 *
 * <p>Formulas (NIST Handbook of Mathematical Functions): 5.7.3 around 2, recurrence 5.5.1,
 * reflection 5.5.3 and 5.5.4, Stirling's series 5.11.1 and 5.11.2.
 */
final class GammaKernel {
  /** Stirling's series to B34 has an error below 2^-106 from here on. */
  private static final double STIRLING_FROM = 20;

  private static final DoubleDouble[] BERNOULLI = bernoulli();

  /** Terms of the series around 2 that need double-double precision. */
  private static final int EXACT_TERMS = 28;

  /** Radius around a zero within which the series of two terms is used. */
  private static final double ZERO_RADIUS = 0x1p-36;

  private GammaKernel() {}

  private static DoubleDouble[] bernoulli() {
    DoubleDouble[] result = new DoubleDouble[GammaCoefficients.BERNOULLI_NUMERATORS.length];
    for (int i = 0; i < result.length; i++) {
      result[i] =
          DoubleDouble.quotient(
              GammaCoefficients.BERNOULLI_NUMERATORS[i],
              GammaCoefficients.BERNOULLI_DENOMINATORS[i]);
    }
    return result;
  }

  /** log|gamma(x)| for any x below 2^1015 that is no pole, |x| above 2^-60. */
  static DoubleDouble logGamma(double x) {
    if (x > 0) {
      return logGammaPositive(x);
    }
    for (double[] zero : GammaCoefficients.LOG_GAMMA_ZEROS) {
      if (Math.abs(x - zero[0]) < ZERO_RADIUS) {
        return nearZero(x, zero);
      }
    }
    DoubleDouble sine = TrigonometricKernel.sinPi(x).abs();
    return GammaCoefficients.LOG_PI
        .minus(ExponentialKernel.log(sine.times(-x)))
        .minus(logGammaPositive(-x));
  }

  private static DoubleDouble nearZero(double x, double[] zero) {
    DoubleDouble d = DoubleDouble.sum(x - zero[0], -zero[1]).minus(zero[2]);
    return d.times(new DoubleDouble(zero[3], zero[4]).plus(d.hi() * zero[5]));
  }

  private static DoubleDouble logGammaPositive(double x) {
    if (x >= STIRLING_FROM) {
      return stirling(x);
    }
    if (x <= 2.5) {
      return logGammaSmall(x);
    }
    int steps = (int) (x - 1.5);
    DoubleDouble product = DoubleDouble.ONE;
    for (int i = 1; i <= steps; i++) {
      product = product.times(x - i);
    }
    return ExponentialKernel.log(product).plus(aroundTwo(x - steps - 2));
  }

  /** log(gamma(x)) for x between 0 and 2.5, keeping the relative precision near 1 and 2. */
  private static DoubleDouble logGammaSmall(double x) {
    if (x > 1.5) {
      return aroundTwo(x - 2);
    }
    if (x >= 0.5) {
      DoubleDouble log = ExponentialKernel.log1p(DoubleDouble.of(x - 1));
      return aroundTwo(x - 1).minus(log);
    }
    DoubleDouble argument = DoubleDouble.of(x);
    return aroundTwo(x)
        .minus(ExponentialKernel.log1p(argument))
        .minus(ExponentialKernel.log(argument));
  }

  /** log(gamma(2 + z)) for |z| up to 1/2. */
  private static DoubleDouble aroundTwo(double z) {
    double[][] zeta = GammaCoefficients.ZETA;
    double tail = 0;
    for (int i = zeta.length - 1; i >= EXACT_TERMS; i--) {
      tail = Math.fma(tail, z, zeta[i][0]);
    }
    DoubleDouble p = DoubleDouble.of(tail);
    for (int i = EXACT_TERMS - 1; i >= 0; i--) {
      p = p.times(z).plus(new DoubleDouble(zeta[i][0], zeta[i][1]));
    }
    return p.times(z).plus(GammaCoefficients.ONE_MINUS_EULER).times(z);
  }

  private static DoubleDouble stirling(double x) {
    DoubleDouble argument = DoubleDouble.of(x);
    DoubleDouble inverse = argument.reciprocal();
    DoubleDouble inverseSquare = inverse.squared();
    DoubleDouble sum = DoubleDouble.ZERO;
    for (int i = BERNOULLI.length; i >= 1; i--) {
      sum = sum.times(inverseSquare).plus(BERNOULLI[i - 1].dividedBy(2 * i * (2 * i - 1)));
    }
    DoubleDouble log = ExponentialKernel.log(argument);
    return log.minus(1.0)
        .times(x)
        .minus(log.timesPowerOfTwo(0.5))
        .plus(GammaCoefficients.HALF_LOG_TWO_PI)
        .plus(sum.times(inverse));
  }

  /** digamma(x) for any finite x that is no pole, |x| above 2^-100. */
  static DoubleDouble digamma(double x) {
    if (Math.abs(x - GammaCoefficients.DIGAMMA_ZERO[0]) < ZERO_RADIUS) {
      return nearZero(x, GammaCoefficients.DIGAMMA_ZERO);
    }
    if (x > 0) {
      return digammaPositive(DoubleDouble.of(x));
    }
    DoubleDouble cotangent = TrigonometricKernel.cosPi(x).dividedBy(TrigonometricKernel.sinPi(x));
    return digammaPositive(DoubleDouble.sum(1, -x)).minus(cotangent.times(PiReduction.PI));
  }

  private static DoubleDouble digammaPositive(DoubleDouble x) {
    DoubleDouble shifted = x;
    DoubleDouble steps = DoubleDouble.ZERO;
    while (shifted.hi() < STIRLING_FROM) {
      steps = steps.plus(shifted.reciprocal());
      shifted = shifted.plus(1.0);
    }
    DoubleDouble inverse = shifted.reciprocal();
    DoubleDouble inverseSquare = inverse.squared();
    DoubleDouble sum = DoubleDouble.ZERO;
    for (int i = BERNOULLI.length; i >= 1; i--) {
      sum = sum.plus(BERNOULLI[i - 1].dividedBy(2 * i)).times(inverseSquare);
    }
    return ExponentialKernel.log(shifted)
        .minus(inverse.timesPowerOfTwo(0.5))
        .minus(sum)
        .minus(steps);
  }
}
