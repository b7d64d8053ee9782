package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Sine, cosine and tangent of an f32 of any size. */
final class Trigonometric {
  /** (sin(r) - r) / r^3 in r^2, minimax for |r| up to pi/4; relative error of sin below 2^-37. */
  private static final double[] SINE = {
    0x1.6ccf5ep-19, -0x1.a00f74p-13, 0x1.111108p-7, -0x1.555556p-3
  };

  /** (cos(r) - 1 + r^2/2) / r^4 in r^2, minimax; relative error of cos below 2^-32. */
  private static final double[] COSINE = {0x1.99e86ap-16, -0x1.6c0c28p-10, 0x1.55554ap-5};

  private final KernelBuilder builder;
  private final AngleReduction reduction;

  Trigonometric(KernelBuilder builder) {
    this.builder = builder;
    this.reduction = new AngleReduction(builder);
  }

  private static Value sineOfRest(FloatCode code, Value r, Value square) {
    return code.fma(code.multiply(r, square), code.polynomial(square, SINE), r);
  }

  private static Value cosineOfRest(FloatCode code, Value square) {
    Value tail = code.fma(square, code.polynomial(square, COSINE), code.real(-0.5));
    return code.fma(square, tail, code.real(1));
  }

  private Value hasBit(Value quadrant, long bit) {
    FloatCode wide = new FloatCode(builder, ScalarType.F64);
    Value masked = wide.integer(BinaryKind.AND, quadrant, wide.integer(bit));
    return builder.compare(Predicate.NE, masked, wide.integer(0));
  }

  /** sin x, at most 1.5 ulp off. */
  Value sin(Value x) {
    AngleReduction.Angle angle = reduction.reduce(x);
    Value result = ofQuadrant(angle, hasBit(angle.quadrant(), 1), hasBit(angle.quadrant(), 2));
    FloatCode code = new FloatCode(builder, x.type());
    return code.flipped(result, x);
  }

  /** cos x, at most 1.5 ulp off. */
  Value cos(Value x) {
    AngleReduction.Angle angle = reduction.reduce(x);
    FloatCode wide = new FloatCode(builder, ScalarType.F64);
    Value next = wide.integer(BinaryKind.ADD, angle.quadrant(), wide.integer(1));
    return ofQuadrant(angle, hasBit(next, 1), hasBit(next, 2));
  }

  private Value ofQuadrant(AngleReduction.Angle angle, Value isCosine, Value isNegative) {
    FloatCode code = new FloatCode(builder, ScalarType.F32);
    Value r = builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, angle.rest());
    Value square = code.multiply(r, r);
    Value chosen = code.select(isCosine, cosineOfRest(code, square), sineOfRest(code, r, square));
    return code.select(isNegative, code.negate(chosen), chosen);
  }

  /** tan x, at most 1 ulp off: the quotient is taken in f64. */
  Value tan(Value x) {
    AngleReduction.Angle angle = reduction.reduce(x);
    FloatCode wide = new FloatCode(builder, ScalarType.F64);
    Value square = wide.multiply(angle.rest(), angle.rest());
    Value sine = sineOfRest(wide, angle.rest(), square);
    Value cosine = cosineOfRest(wide, square);
    Value isOdd = hasBit(angle.quadrant(), 1);
    Value quotient =
        wide.divide(
            wide.select(isOdd, wide.negate(cosine), sine), wide.select(isOdd, sine, cosine));
    FloatCode code = new FloatCode(builder, x.type());
    Value result = builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, quotient);
    return code.flipped(result, x);
  }
}
