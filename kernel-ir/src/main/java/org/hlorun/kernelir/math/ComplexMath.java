package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Arithmetic and functions of complex numbers. Those of two f32 are computed in f64, where products
 * of f32 are exact and sums of two of them are rounded once: the components of products, quotients
 * and absolute values are off by little more than half a unit in the last place of an f32, also
 * where most of a sum cancels, those of exponentials by 2. Infinities, NaNs and signs of zeros
 * follow C99, Annex G.
 */
public final class ComplexMath {
  private final KernelBuilder builder;
  private final FloatCode code;

  public ComplexMath(KernelBuilder builder) {
    this.builder = builder;
    this.code = new FloatCode(builder, ScalarType.F64);
  }

  private static boolean isSingle(Complex z) {
    return z.re().type() == ScalarType.F32;
  }

  private Complex widened(Complex z) {
    return isSingle(z) ? new Complex(widened(z.re()), widened(z.im())) : z;
  }

  private Value widened(Value value) {
    return builder.cast(CastKind.FLOAT_EXTEND, ScalarType.F64, value);
  }

  private Value narrowed(Value value) {
    return builder.cast(CastKind.FLOAT_TRUNCATE, ScalarType.F32, value);
  }

  private Complex narrowed(Value re, Value im) {
    return new Complex(narrowed(re), narrowed(im));
  }

  private Value isInfinite(Value x) {
    return code.equal(code.absolute(x), code.real(Double.POSITIVE_INFINITY));
  }

  private Value isInfinite(Complex z) {
    return or(isInfinite(z.re()), isInfinite(z.im()));
  }

  private Value isFinite(Value x) {
    return code.isSmall(x, Double.POSITIVE_INFINITY);
  }

  private Value isFinite(Complex z) {
    return and(isFinite(z.re()), isFinite(z.im()));
  }

  private Value isNan(Value x) {
    return not(code.equal(x, x));
  }

  private Value isNan(Complex z) {
    return and(isNan(z.re()), isNan(z.im()));
  }

  private Value and(Value a, Value b) {
    return builder.binary(BinaryKind.AND, a, b);
  }

  private Value or(Value a, Value b) {
    return builder.binary(BinaryKind.OR, a, b);
  }

  private Value not(Value a) {
    return builder.binary(BinaryKind.XOR, a, builder.integer(ScalarType.I1, 1));
  }

  private Complex select(Value condition, Complex onTrue, Complex onFalse) {
    return new Complex(
        code.select(condition, onTrue.re(), onFalse.re()),
        code.select(condition, onTrue.im(), onFalse.im()));
  }

  /**
   * {@code ab - cd}, off by at most 1.5 units in the last place (C. Jeannerod, N. Louvet and J.
   * Muller, "Further analysis of Kahan's algorithm for the accurate computation of 2x2
   * determinants", Mathematics of Computation 82, 2013).
   */
  private Value difference(Value a, Value b, Value c, Value d) {
    Value product = code.multiply(c, d);
    Value error = code.fma(code.negate(c), d, product);
    Value difference = code.fma(a, b, code.negate(product));
    Value plain = code.subtract(code.multiply(a, b), product);
    Value exact = code.add(difference, error);
    return code.select(isFinite(exact), exact, plain);
  }

  /** The product; an infinite factor makes it infinite unless the other one is zero or NaN. */
  public Complex multiply(Complex z, Complex w) {
    Complex x = widened(z);
    Complex y = widened(w);
    Complex product =
        isSingle(z)
            ? new Complex(
                code.subtract(code.multiply(x.re(), y.re()), code.multiply(x.im(), y.im())),
                code.add(code.multiply(x.re(), y.im()), code.multiply(x.im(), y.re())))
            : new Complex(
                difference(x.re(), y.re(), x.im(), y.im()),
                difference(x.re(), y.im(), code.negate(x.im()), y.re()));
    Value infinite = or(isInfinite(x), isInfinite(y));
    Complex a = select(isInfinite(x), boxed(x), nanAsZero(x));
    Complex b = select(isInfinite(y), boxed(y), nanAsZero(y));
    Complex direction =
        new Complex(
            code.subtract(code.multiply(a.re(), b.re()), code.multiply(a.im(), b.im())),
            code.add(code.multiply(a.re(), b.im()), code.multiply(a.im(), b.re())));
    Complex result = select(and(infinite, isNan(product)), infinitely(direction), product);
    return isSingle(z) ? narrowed(result.re(), result.im()) : result;
  }

  private Complex infinitely(Complex direction) {
    Value infinity = code.real(Double.POSITIVE_INFINITY);
    return new Complex(
        code.multiply(infinity, direction.re()), code.multiply(infinity, direction.im()));
  }

  /** An infinite number reduced to the direction in which it lies. */
  private Complex boxed(Complex z) {
    return new Complex(boxed(z.re()), boxed(z.im()));
  }

  private Value boxed(Value x) {
    return code.withSign(code.select(isInfinite(x), code.real(1), code.real(0)), x);
  }

  private Complex nanAsZero(Complex z) {
    return new Complex(nanAsZero(z.re()), nanAsZero(z.im()));
  }

  private Value nanAsZero(Value x) {
    return code.select(isNan(x), code.withSign(code.real(0), x), x);
  }

  /** The quotient of two numbers of f32. */
  public Complex divide(Complex z, Complex w) {
    Complex x = widened(z);
    Complex y = widened(w);
    Value norm = code.add(code.multiply(y.re(), y.re()), code.multiply(y.im(), y.im()));
    Complex scaled = timesConjugate(x, y);
    Complex quotient = new Complex(code.divide(scaled.re(), norm), code.divide(scaled.im(), norm));
    Value zero = code.real(0);
    Complex nan = new Complex(code.real(Double.NaN), code.real(Double.NaN));
    Complex small = timesConjugate(x, boxed(y));
    Complex vanishing =
        new Complex(code.multiply(zero, small.re()), code.multiply(zero, small.im()));
    Complex special = select(and(isInfinite(y), isFinite(x)), vanishing, nan);
    Complex direction = timesConjugate(boxed(x), y);
    special = select(and(isInfinite(x), isFinite(y)), infinitely(direction), special);
    Value infinity = code.withSign(code.real(Double.POSITIVE_INFINITY), y.re());
    Complex unbounded =
        new Complex(code.multiply(infinity, x.re()), code.multiply(infinity, x.im()));
    Value byZero = code.equal(norm, zero);
    special = select(and(byZero, not(isNan(x))), unbounded, special);
    Value plain = and(and(isFinite(x), isFinite(y)), not(byZero));
    Complex result = select(plain, quotient, special);
    return narrowed(result.re(), result.im());
  }

  private Complex timesConjugate(Complex x, Complex y) {
    return new Complex(
        code.add(code.multiply(x.re(), y.re()), code.multiply(x.im(), y.im())),
        code.subtract(code.multiply(x.im(), y.re()), code.multiply(x.re(), y.im())));
  }

  private Value squares(Complex z) {
    return code.add(code.multiply(z.re(), z.re()), code.multiply(z.im(), z.im()));
  }

  /** The absolute value of a number of f32. */
  public Value abs(Complex z) {
    Complex x = widened(z);
    Value infinity = code.real(Double.POSITIVE_INFINITY);
    return narrowed(code.select(isInfinite(x), infinity, code.sqrt(squares(x))));
  }

  /** {@code e^z} of a number of f32. */
  public Complex exp(Complex z) {
    Complex x = widened(z);
    Trigonometric trigonometric = new Trigonometric(builder);
    Value power = new Exponential(code).exp(x.re());
    Value re = code.multiply(power, widened(trigonometric.cos(z.im())));
    Value im = code.multiply(power, widened(trigonometric.sin(z.im())));
    Value isReal = code.equal(x.im(), code.real(0));
    Value aimless = not(isFinite(x.im()));
    Value zero = code.real(0);
    Value vanishing = and(aimless, code.equal(x.re(), code.real(Double.NEGATIVE_INFINITY)));
    Value unbounded = and(aimless, code.equal(x.re(), code.real(Double.POSITIVE_INFINITY)));
    re = code.select(unbounded, x.re(), code.select(vanishing, zero, re));
    im = code.select(vanishing, zero, im);
    return narrowed(code.select(isReal, power, re), code.select(isReal, x.im(), im));
  }

  /**
   * The natural logarithm of a number of f32, cut along the negative real axis. Near the unit
   * circle the real part comes from {@code x^2 + y^2 - 1}, which f64 gives with one rounding.
   */
  public Complex log(Complex z) {
    Complex x = widened(z);
    Value a = code.absolute(x.re());
    Value b = code.absolute(x.im());
    Value aIsLarger = code.less(b, a);
    Value larger = code.select(aIsLarger, a, b);
    Value smaller = code.select(aIsLarger, b, a);
    Value excess =
        code.fma(smaller, smaller, code.subtract(code.multiply(larger, larger), code.real(1)));
    Value isNear = and(code.less(code.real(0.7), larger), code.less(larger, code.real(1.25)));
    Logarithm logarithm = new Logarithm(code);
    Value twice = code.select(isNear, logarithm.log1p(excess), logarithm.log(squares(x)));
    Value re =
        code.select(
            isInfinite(x),
            code.real(Double.POSITIVE_INFINITY),
            code.multiply(twice, code.real(0.5)));
    Value angle = new ArcTangent(code).atan2(x.im(), x.re());
    return narrowed(re, angle);
  }
}
