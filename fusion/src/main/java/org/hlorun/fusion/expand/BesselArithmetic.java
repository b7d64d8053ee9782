package org.hlorun.fusion.expand;

import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * The modified Bessel function of the first kind of order 1, scaled, as arithmetic on arrays of
 * f64.
 */
final class BesselArithmetic extends FloatArithmetic {
  /** Where polynomials in a^2 and in 1 / a meet. */
  private static final double LARGE = 8;

  /**
   * @param origin what the arithmetic stands in for
   * @param shape of f64
   */
  BesselArithmetic(HloInstruction origin, ArrayShape shape) {
    super(origin, shape);
  }

  /**
   * {@code e^-|x| I1(x)}, at most 5 units in the last place off. With a for |x|, I1(a) / a is a
   * power series in a^2 without negative terms (NIST Digital Library of Mathematical Functions,
   * 10.25.2), so that a polynomial in its place loses nothing; from 8 on, sqrt(a) times the result
   * is a polynomial in 1 / a (10.40.1).
   *
   * @param exact whether f64 is wanted, or f32
   */
  HloInstruction scaledOfOrderOne(HloInstruction x, boolean exact) {
    HloInstruction magnitude = function(Opcode.ABS, x);
    HloInstruction bound = constant(LARGE);
    HloInstruction isSmall = less(magnitude, bound);
    HloInstruction few = builder.elementwise(Opcode.MINIMUM, magnitude, bound);
    double[] power =
        exact ? SpecialFunctionTables.BESSEL_SMALL_64 : SpecialFunctionTables.BESSEL_SMALL_32;
    HloInstruction series = polynomial(multiply(few, few), power);
    HloInstruction decay = function(Opcode.EXPONENTIAL, negate(few));
    HloInstruction small = multiply(multiply(series, decay), magnitude);
    HloInstruction many = builder.elementwise(Opcode.MAXIMUM, magnitude, bound);
    double[] expansion =
        exact ? SpecialFunctionTables.BESSEL_LARGE_64 : SpecialFunctionTables.BESSEL_LARGE_32;
    HloInstruction argument = subtract(divide(constant(16), many), constant(1));
    HloInstruction large = divide(polynomial(argument, expansion), function(Opcode.SQRT, many));
    HloInstruction result = select(isSmall, small, large);
    return select(less(x, constant(0)), negate(result), select(equal(x, constant(0)), x, result));
  }
}
