package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * Sine, cosine and tangent of an f64. Below 2^20 the angle less its multiple of pi/2 is the sum of
 * two f64, by three parts of pi/2 (Cody and Waite): with fused multiply-add the first difference is
 * exact. The polynomials are those of FDLIBM. Larger angles, infinities and NaN are seldom asked
 * for, and are left to the C library.
 */
final class DoubleTrigonometric {
  private static final double LARGE = 0x1p20;
  private static final double HALF_PI_HIGH = 0x1.921fb54442d18p+0;
  private static final double HALF_PI_MIDDLE = 0x1.1a62633145c07p-54;
  private static final double HALF_PI_LOW = -0x1.f1976b7ed8fbcp-110;

  /** (sin(r) - r) / r^3 in r^2. */
  private static final double[] SINE = {
    0x1.5d93a5acfd57cp-33,
    -0x1.ae5e68a2b9cebp-26,
    0x1.71de357b1fe7dp-19,
    -0x1.a01a019c161d5p-13,
    0x1.111111110f8a6p-7,
    -0x1.5555555555549p-3
  };

  /** (cos(r) - 1 + r^2/2) / r^4 in r^2. */
  private static final double[] COSINE = {
    -0x1.8fae9be8838d4p-37,
    0x1.1ee9ebdb4b1c4p-29,
    -0x1.27e4f809c52adp-22,
    0x1.a01a019cb159p-16,
    -0x1.6c16c16c15177p-10,
    0x1.555555555554cp-5
  };

  private final KernelBuilder builder;
  private final FloatCode code;

  DoubleTrigonometric(KernelBuilder builder) {
    this.builder = builder;
    this.code = new FloatCode(builder, ScalarType.F64);
  }

  /**
   * A reduced angle.
   *
   * @param quadrant an i64 of which the two low bits count
   * @param high the rest, between about -pi/4 and pi/4
   * @param low what the rest has beyond {@code high}
   */
  private record Angle(Value quadrant, Value high, Value low) {}

  private Angle reduce(Value magnitude) {
    Value shift = code.real(0x1.8p52);
    Value shifted = code.fma(magnitude, code.real(2 / Math.PI), shift);
    Value n = code.subtract(shifted, shift);
    Value first = code.fma(n, code.real(-HALF_PI_HIGH), magnitude);
    Value middle = code.multiply(n, code.real(HALF_PI_MIDDLE));
    Value high = code.subtract(first, middle);
    // What the difference lost (D. Knuth's sum of two), and what the product did.
    Value taken = code.subtract(high, first);
    Value lost =
        code.subtract(code.subtract(first, code.subtract(high, taken)), code.add(middle, taken));
    Value lostBefore = code.fma(n, code.real(HALF_PI_MIDDLE), code.negate(middle));
    Value low = code.fma(n, code.real(-HALF_PI_LOW), code.subtract(lost, lostBefore));
    return new Angle(code.bits(shifted), high, low);
  }

  private Value sineOfRest(Angle angle, Value square) {
    Value cube = code.multiply(angle.high(), square);
    Value tail = code.fma(cube, code.polynomial(square, SINE), angle.low());
    return code.add(angle.high(), tail);
  }

  private Value cosineOfRest(Angle angle, Value square) {
    Value one = code.real(1);
    Value half = code.multiply(square, code.real(0.5));
    Value near = code.subtract(one, half);
    Value lost = code.subtract(code.subtract(one, near), half);
    Value cross = code.fma(code.negate(angle.high()), angle.low(), lost);
    Value fourth = code.multiply(square, square);
    return code.add(near, code.fma(fourth, code.polynomial(square, COSINE), cross));
  }

  private Value hasBit(Value quadrant, long bit) {
    Value masked = code.integer(BinaryKind.AND, quadrant, code.integer(bit));
    return builder.compare(Predicate.NE, masked, code.integer(0));
  }

  /** What the C library says where the angle is large or none. */
  private Value orLibrary(String function, Value x, Value usual) {
    Value isSmall = code.isSmall(x, LARGE);
    Value isLarge = builder.binary(BinaryKind.XOR, isSmall, builder.integer(ScalarType.I1, 1));
    Value isOdd = builder.unary(UnaryKind.SELDOM, isLarge);
    return code.select(isOdd, builder.call(function, x), usual);
  }

  /** sin x, at most 1 ulp off. */
  Value sin(Value x) {
    Angle angle = reduce(code.absolute(x));
    return orLibrary("sin", x, code.flipped(ofQuadrant(angle, angle.quadrant()), x));
  }

  /** cos x, at most 1 ulp off. */
  Value cos(Value x) {
    Angle angle = reduce(code.absolute(x));
    Value next = code.integer(BinaryKind.ADD, angle.quadrant(), code.integer(1));
    return orLibrary("cos", x, ofQuadrant(angle, next));
  }

  private Value ofQuadrant(Angle angle, Value quadrant) {
    Value square = code.multiply(angle.high(), angle.high());
    Value isCosine = hasBit(quadrant, 1);
    Value chosen = code.select(isCosine, cosineOfRest(angle, square), sineOfRest(angle, square));
    return code.select(hasBit(quadrant, 2), code.negate(chosen), chosen);
  }

  /** tan x, at most 2.5 ulp off. */
  Value tan(Value x) {
    Angle angle = reduce(code.absolute(x));
    Value square = code.multiply(angle.high(), angle.high());
    Value sine = sineOfRest(angle, square);
    Value cosine = cosineOfRest(angle, square);
    Value isOdd = hasBit(angle.quadrant(), 1);
    Value quotient =
        code.divide(
            code.select(isOdd, code.negate(cosine), sine), code.select(isOdd, sine, cosine));
    return orLibrary("tan", x, code.flipped(quotient, x));
  }
}
