package org.hlorun.fusion.expand;

import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * log |gamma|, its derivative digamma and that one's derivative trigamma as arithmetic on arrays of
 * f64. From 8 on Stirling's series, below recurrence, of negative numbers reflection (NIST Digital
 * Library of Mathematical Functions, 5.5, 5.11 and 5.15). Results are sums of a series, which is a
 * logarithm and a small rest, of steps, and of a reflection; the error is below 2^-50 of the sum of
 * their magnitudes. Where they cancel, which is near the zeros of negative numbers and near that of
 * digamma at 1.46, the error is therefore absolute; elsewhere it is a few units in the last place.
 */
final class GammaArithmetic extends FloatArithmetic {
  /** (log(2 pi) - 1) / 2. */
  private static final double STIRLING_CONSTANT = 0.4189385332046727;

  /** From here on the series are used. */
  private static final double LARGE = 8;

  /**
   * @param origin what the arithmetic stands in for
   * @param shape of f64
   */
  GammaArithmetic(HloInstruction origin, ArrayShape shape) {
    super(origin, shape);
  }

  /**
   * log |gamma(x)|; infinity at zero, at negative integers and at both infinities. Relative error
   * of positive numbers at most 6 units in the last place, also near the zeros 1 and 2.
   *
   * <p>For negative x, {@code gamma(x) gamma(1 - x) = pi / sin(pi x)}. For b from 1 to 3, {@code
   * log gamma(b) = (b - 1) (b - 2) R(b - 1)} with a rational function R; below 1, {@code log
   * gamma(b) = log gamma(b + 1) - log b}, for which b + 1 need not be rounded; from 3 to 8, {@code
   * log gamma(b) = log((b - 1) ... y) + log gamma(y)} with y from 2 to 3.
   */
  HloInstruction logGamma(HloInstruction x) {
    HloInstruction one = constant(1);
    HloInstruction magnitude = function(Opcode.ABS, x);
    HloInstruction isNegative = less(x, constant(0));
    HloInstruction b = select(isNegative, add(magnitude, one), magnitude);
    HloInstruction isSmall = less(magnitude, one);
    HloInstruction fraction = subtract(b, function(Opcode.FLOOR, b));
    HloInstruction inside = select(less(b, constant(3)), subtract(b, one), add(fraction, one));
    HloInstruction centre = centre(select(isSmall, magnitude, inside));
    HloInstruction large = builder.elementwise(Opcode.MAXIMUM, b, constant(LARGE));
    HloInstruction isBelow = less(b, constant(LARGE));
    HloInstruction isOwnLog = less(b, one);
    HloInstruction logarithm =
        function(Opcode.LOG, select(isBelow, select(isOwnLog, magnitude, product(b)), large));
    HloInstruction near = select(isOwnLog, subtract(centre, logarithm), add(centre, logarithm));
    HloInstruction positive = select(isBelow, near, stirling(large, logarithm));
    HloInstruction sine = multiply(function(Opcode.ABS, period(x)), sineRatio(period(x)));
    HloInstruction reflected = subtract(negate(function(Opcode.LOG, sine)), positive);
    HloInstruction isPole = equal(magnitude, function(Opcode.FLOOR, magnitude));
    HloInstruction negative = select(isPole, constant(Double.POSITIVE_INFINITY), reflected);
    return select(isNegative, negative, positive);
  }

  /** log gamma(1 + v) for v from 0 to 2. */
  private HloInstruction centre(HloInstruction v) {
    HloInstruction ratio =
        divide(
            polynomial(v, SpecialFunctionTables.CENTRE_NUMERATOR),
            polynomial(v, SpecialFunctionTables.CENTRE_DENOMINATOR));
    return multiply(multiply(v, subtract(v, constant(1))), ratio);
  }

  /** (b - 1) (b - 2) ... y with y from 2 to 3, for b up to 8; 1 below 3. */
  private HloInstruction product(HloInstruction b) {
    HloInstruction one = constant(1);
    HloInstruction two = constant(2);
    HloInstruction product = null;
    for (int k = 1; k < LARGE - 2; k++) {
      HloInstruction factor = subtract(b, constant(k));
      HloInstruction counted = select(less(factor, two), one, factor);
      product = product == null ? counted : multiply(product, counted);
    }
    return product;
  }

  /** Stirling's series: (b - 1/2) (log b - 1) + (log(2 pi) - 1) / 2 + ... */
  private HloInstruction stirling(HloInstruction b, HloInstruction logarithm) {
    HloInstruction inverse = divide(constant(1), b);
    HloInstruction series =
        multiply(polynomial(multiply(inverse, inverse), SpecialFunctionTables.STIRLING), inverse);
    HloInstruction main = multiply(subtract(b, constant(0.5)), subtract(logarithm, constant(1)));
    return add(main, add(series, constant(STIRLING_CONSTANT)));
  }

  private HloInstruction isNotPositive(HloInstruction x) {
    return builder.compare(ComparisonDirection.LE, x, constant(0));
  }

  /** The distance to the nearest integer, exact; NaN of infinities. */
  private HloInstruction period(HloInstruction x) {
    return subtract(x, function(Opcode.ROUND_NEAREST_EVEN, x));
  }

  /** sin(pi r) / (pi r) for r from -1/2 to 1/2. */
  private HloInstruction sineRatio(HloInstruction r) {
    return polynomial(multiply(r, r), SpecialFunctionTables.SINE);
  }

  /**
   * An argument made ready for an asymptotic series.
   *
   * @param isReflected whether the argument is not positive
   * @param positive the argument, or one minus it
   * @param isSmall whether that is too small for the series
   * @param value what the series is asked at
   * @param inverse its inverse
   * @param square the square of the inverse
   */
  private record Shifted(
      HloInstruction isReflected,
      HloInstruction positive,
      HloInstruction isSmall,
      HloInstruction value,
      HloInstruction inverse,
      HloInstruction square) {}

  private Shifted shifted(HloInstruction x) {
    HloInstruction isReflected = isNotPositive(x);
    HloInstruction positive = select(isReflected, subtract(constant(1), x), x);
    HloInstruction isSmall = less(positive, constant(LARGE));
    HloInstruction value = select(isSmall, add(positive, constant(LARGE)), positive);
    HloInstruction inverse = divide(constant(1), value);
    HloInstruction square = multiply(inverse, inverse);
    return new Shifted(isReflected, positive, isSmall, value, inverse, square);
  }

  /**
   * The derivative of log gamma; NaN at zero, at negative integers and at minus infinity.
   *
   * <p>{@code digamma(1 - x) - digamma(x) = pi cot(pi x)}. Below 8, eight steps of {@code digamma(b
   * + 1) = digamma(b) + 1 / b} at once, as a quotient of polynomials of positive coefficients.
   */
  HloInstruction digamma(HloInstruction x) {
    Shifted shifted = shifted(x);
    HloInstruction square = shifted.square;
    HloInstruction series = multiply(polynomial(square, SpecialFunctionTables.DIGAMMA), square);
    HloInstruction rest = add(multiply(shifted.inverse, constant(0.5)), series);
    HloInstruction large = subtract(function(Opcode.LOG, shifted.value), rest);
    HloInstruction few = select(shifted.isSmall, shifted.positive, constant(1));
    HloInstruction steps =
        divide(
            polynomial(few, SpecialFunctionTables.EIGHT_RECIPROCALS),
            polynomial(few, SpecialFunctionTables.EIGHT_STEPS));
    HloInstruction positive = select(shifted.isSmall, subtract(large, steps), large);
    HloInstruction r = period(x);
    HloInstruction cosine = polynomial(multiply(r, r), SpecialFunctionTables.COSINE);
    HloInstruction cotangent = divide(cosine, multiply(r, sineRatio(r)));
    HloInstruction isPole = equal(r, constant(0));
    HloInstruction reflected = select(isPole, constant(Double.NaN), subtract(positive, cotangent));
    return select(shifted.isReflected, reflected, positive);
  }

  /**
   * The derivative of digamma, at most 8 units in the last place off; infinity at zero, at negative
   * integers and at minus infinity.
   *
   * <p>{@code trigamma(x) + trigamma(1 - x) = (pi / sin(pi x))^2}; below 8 as for digamma.
   */
  HloInstruction trigamma(HloInstruction x) {
    Shifted shifted = shifted(x);
    HloInstruction square = shifted.square;
    HloInstruction series = multiply(polynomial(square, SpecialFunctionTables.TRIGAMMA), square);
    HloInstruction half = multiply(square, constant(0.5));
    HloInstruction large = add(shifted.inverse, add(half, multiply(series, shifted.inverse)));
    HloInstruction few = select(shifted.isSmall, shifted.positive, constant(1));
    HloInstruction product = polynomial(few, SpecialFunctionTables.EIGHT_STEPS);
    HloInstruction steps =
        divide(polynomial(few, SpecialFunctionTables.EIGHT_SQUARES), multiply(product, product));
    HloInstruction positive = select(shifted.isSmall, add(large, steps), large);
    HloInstruction r = period(x);
    HloInstruction sine = multiply(r, sineRatio(r));
    HloInstruction reflection = divide(constant(1), multiply(sine, sine));
    HloInstruction isPole = equal(x, function(Opcode.ROUND_NEAREST_EVEN, x));
    HloInstruction reflected =
        select(isPole, constant(Double.POSITIVE_INFINITY), subtract(reflection, positive));
    return select(shifted.isReflected, reflected, positive);
  }
}
