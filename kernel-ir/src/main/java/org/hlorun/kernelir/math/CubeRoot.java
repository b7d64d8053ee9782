package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.Value;

/** The cube root of f64 values: e^(log |x| / 3) and one step of Newton's method. */
final class CubeRoot {
  private final FloatCode code;
  private final Exponential exponential;
  private final Logarithm logarithm;

  CubeRoot(FloatCode code) {
    this.code = code;
    this.exponential = new Exponential(code);
    this.logarithm = new Logarithm(code);
  }

  /** The cube root, at most 1 ulp off. */
  Value cbrt(Value x) {
    Value a = code.absolute(x);
    // A power of 8 keeps the cube of the root away from overflow and underflow.
    Value one = code.real(1);
    Value isSmall = code.less(a, code.real(0x1p-600));
    Value isLarge = code.less(code.real(0x1p600), a);
    Value scale =
        code.select(isSmall, code.real(0x1p600), code.select(isLarge, code.real(0x1p-600), one));
    Value unscale =
        code.select(isSmall, code.real(0x1p-200), code.select(isLarge, code.real(0x1p200), one));
    Value scaled = code.multiply(a, scale);
    Value root = exponential.exp(code.multiply(logarithm.log(scaled), code.real(1.0 / 3)));
    Value square = code.multiply(root, root);
    Value excess = code.fma(square, root, code.negate(scaled));
    Value step = code.divide(excess, code.multiply(square, code.real(3)));
    Value better = code.multiply(code.subtract(root, step), unscale);
    // Zeros and infinities are their own roots.
    Value isZero = code.equal(a, code.real(0));
    Value isPlain = code.less(a, code.real(Double.POSITIVE_INFINITY));
    return code.select(isPlain, code.select(isZero, x, code.withSign(better, x)), x);
  }
}
