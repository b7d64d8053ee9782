package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * Powers of f64 values that are f32 numbers, as e^(y log |x|), accurate enough to be rounded to
 * f32: in its range |y log |x|| is below 104, and 104 ulp of f64 are little.
 */
final class Power {
  private final KernelBuilder builder;
  private final FloatCode code;
  private final Exponential exponential;
  private final Logarithm logarithm;

  Power(KernelBuilder builder, FloatCode code) {
    this.builder = builder;
    this.code = code;
    this.exponential = new Exponential(code);
    this.logarithm = new Logarithm(code);
  }

  /** x^y as C99 {@code pow}: x^0 and 1^y are 1 even of NaN, and so is (-1)^infinity. */
  Value pow(Value x, Value y) {
    Value one = code.real(1);
    Value a = code.absolute(x);
    Value power = exponential.exp(code.multiply(y, logarithm.log(a)));
    Value isWhole = code.equal(builder.unary(UnaryKind.FLOOR, y), y);
    Value half = code.multiply(y, code.real(0.5));
    Value isEven = code.equal(builder.unary(UnaryKind.FLOOR, half), half);
    Value signed = code.flipped(power, code.select(isEven, one, x));
    Value isNegative = code.less(x, code.real(0));
    Value isFinite = code.less(a, code.real(Double.POSITIVE_INFINITY));
    Value isOutside = builder.binary(BinaryKind.AND, isNegative, isFinite);
    Value ofFraction = code.select(isOutside, code.real(Double.NaN), power);
    Value result = code.select(isWhole, signed, ofFraction);
    Value isUnit = code.equal(a, one);
    Value yIsInfinite = code.equal(code.absolute(y), code.real(Double.POSITIVE_INFINITY));
    Value always = builder.binary(BinaryKind.AND, isUnit, yIsInfinite);
    Value isOne =
        builder.binary(
            BinaryKind.OR,
            always,
            builder.binary(BinaryKind.OR, code.equal(y, code.real(0)), code.equal(x, one)));
    Value yIsNumber = code.select(code.equal(y, y), result, y);
    return code.select(isOne, one, yIsNumber);
  }
}
