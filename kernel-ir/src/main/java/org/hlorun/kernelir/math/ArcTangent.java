package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.Value;

/**
 * Inverse trigonometric functions of f64 values that are f32 numbers, accurate enough to be rounded
 * to f32: relative errors below 2^-39.
 */
final class ArcTangent {
  /** (atan(z) / z - 1) / z^2 in z^2, minimax for z up to tan(pi/8). */
  private static final double[] ATAN = {
    -0x1.3683ba89e3090p-5,
    0x1.1e50d7eae3088p-4,
    -0x1.7080449092620p-4,
    0x1.c6d1aa18dffd7p-4,
    -0x1.2490c14e75328p-3,
    0x1.999991f1aad8fp-3,
    -0x1.5555554ed4d55p-2
  };

  private static final double TAN_EIGHTH = 0x1.a827999fcef32p-2;

  private final FloatCode code;

  ArcTangent(FloatCode code) {
    this.code = code;
  }

  /**
   * The angle of (x, y): of least / greatest of |x| and |y|, which is brought below tan(pi/8) by
   * atan z = pi/4 + atan((z - 1) / (z + 1)), and then into the octant.
   */
  Value atan2(Value y, Value x) {
    // Infinities become equal numbers, beside which any f32 vanishes.
    Value a = code.atMost(code.absolute(x), Double.MAX_VALUE);
    Value b = code.atMost(code.absolute(y), Double.MAX_VALUE);
    Value isSteep = code.less(a, b);
    Value least = code.select(isSteep, a, b);
    Value greatest = code.select(isSteep, b, a);
    Value isUpper = code.less(code.multiply(greatest, code.real(TAN_EIGHTH)), least);
    Value isOrigin = code.equal(greatest, code.real(0));
    Value top = code.select(isUpper, code.subtract(least, greatest), least);
    Value bottom = code.select(isUpper, code.add(least, greatest), greatest);
    Value z = code.divide(top, code.select(isOrigin, code.real(1), bottom));
    Value square = code.multiply(z, z);
    Value atan = code.fma(code.multiply(z, square), code.polynomial(square, ATAN), z);
    Value first = code.select(isUpper, code.add(atan, code.real(Math.PI / 4)), atan);
    Value quarter = code.select(isSteep, code.subtract(code.real(Math.PI / 2), first), first);
    Value isLeft = code.less(code.withSign(code.real(1), x), code.real(0));
    Value half = code.select(isLeft, code.subtract(code.real(Math.PI), quarter), quarter);
    Value isNumber = code.equal(x, x);
    return code.select(isNumber, code.flipped(half, y), x);
  }

  private Value cosineOfInverseSine(Value x) {
    Value one = code.real(1);
    return code.sqrt(code.multiply(code.subtract(one, x), code.add(one, x)));
  }

  /** The inverse sine; NaN outside of [-1, 1]. */
  Value asin(Value x) {
    return ofUnit(x, atan2(x, cosineOfInverseSine(x)));
  }

  /** The inverse cosine; NaN outside of [-1, 1]. */
  Value acos(Value x) {
    return ofUnit(x, atan2(cosineOfInverseSine(x), x));
  }

  private Value ofUnit(Value x, Value result) {
    Value isOutside = code.less(code.real(1), code.absolute(x));
    return code.select(isOutside, code.real(Double.NaN), code.select(code.equal(x, x), result, x));
  }
}
