package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;

/**
 * Arithmetic and functions of complex numbers. The components of products are off by at most 1.5
 * units in the last place, also where most of a sum cancels. Functions of two f32 are computed in
 * f64, where products of f32 are exact and sums of two of them are rounded once: the components of
 * quotients are off by little more than half a unit in the last place of an f32, those of
 * exponentials by 2. Infinities, NaNs and signs of zeros follow C99, Annex G: what that takes
 * beyond plain arithmetic is only computed where a result is not finite.
 */
public final class ComplexMath {
  /** From here on the squares of an f32's parts that matter are normal, with exact last bits. */
  private static final double LEAST_SUM = 0x1p-100;

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
   * determinants", Mathematics of Computation 82, 2013). NaN or infinite if a product overflows,
   * also where the difference does not. The error is subtracted, as it is +0 where it vanishes: so
   * a zero has the sign that the difference of the products has, if none of them vanishes.
   */
  private static Value difference(FloatCode code, Value a, Value b, Value c, Value d) {
    Value product = code.multiply(c, d);
    Value error = code.fma(c, d, code.negate(product));
    return code.subtract(code.fma(a, b, code.negate(product)), error);
  }

  /** The product, if no component overflows on the way. */
  private static Complex product(FloatCode code, Complex x, Complex y) {
    return new Complex(
        difference(code, x.re(), y.re(), x.im(), y.im()),
        difference(code, x.re(), y.im(), code.negate(x.im()), y.re()));
  }

  /** The product, each component rounded twice; exact products if they are those of f32. */
  private Complex plainProduct(Complex x, Complex y) {
    return new Complex(
        code.subtract(code.multiply(x.re(), y.re()), code.multiply(x.im(), y.im())),
        code.add(code.multiply(x.re(), y.im()), code.multiply(x.im(), y.re())));
  }

  /** The product; an infinite factor makes it infinite unless the other one is zero or NaN. */
  public Complex multiply(Complex z, Complex w) {
    Complex usual = product(new FloatCode(builder, z.re().type()), z, w);
    Value isOdd = isSpecial(usual);
    Complex x = widened(z);
    Complex y = widened(w);
    Complex plain = plainProduct(x, y);
    if (isSingle(z)) {
      Complex odd = oddProduct(x, y, plain);
      return select(isOdd, narrowed(odd.re(), odd.im()), usual);
    }
    Complex product =
        new Complex(
            code.select(isFinite(usual.re()), usual.re(), plain.re()),
            code.select(isFinite(usual.im()), usual.im(), plain.im()));
    return select(isOdd, oddProduct(x, y, product), usual);
  }

  /** A product of which components overflow, or are NaN where it is infinite. */
  private Complex oddProduct(Complex x, Complex y, Complex product) {
    Value infinite = or(isInfinite(x), isInfinite(y));
    Complex a = select(isInfinite(x), boxed(x), nanAsZero(x));
    Complex b = select(isInfinite(y), boxed(y), nanAsZero(y));
    return select(and(infinite, isNan(product)), infinitely(plainProduct(a, b)), product);
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

  /** Whether a component is infinite or NaN, which it seldom is. */
  private Value isSpecial(Complex z) {
    FloatCode own = new FloatCode(builder, z.re().type());
    Value zero = own.real(0);
    Value sum = own.fma(z.re(), zero, own.multiply(z.im(), zero));
    return builder.unary(UnaryKind.SELDOM, builder.compare(Predicate.UNO, sum, sum));
  }

  /** The quotient of two numbers of f32. */
  public Complex divide(Complex z, Complex w) {
    Complex x = widened(z);
    Complex y = widened(w);
    Value norm = squares(y);
    Value inverse = code.divide(code.real(1), norm);
    Complex scaled = timesConjugate(x, y);
    Complex usual =
        narrowed(code.multiply(scaled.re(), inverse), code.multiply(scaled.im(), inverse));
    Value isOdd = isSpecial(usual);
    Value plain = and(and(isFinite(x), isFinite(y)), not(code.equal(norm, code.real(0))));
    Complex special = specialQuotient(x, y, norm);
    return select(isOdd, select(plain, usual, narrowed(special.re(), special.im())), usual);
  }

  /** The quotient of numbers that are not both finite, or by zero. */
  private Complex specialQuotient(Complex x, Complex y, Value norm) {
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
    return select(and(code.equal(norm, zero), not(isNan(x))), unbounded, special);
  }

  private Complex timesConjugate(Complex x, Complex y) {
    return new Complex(
        code.add(code.multiply(x.re(), y.re()), code.multiply(x.im(), y.im())),
        code.subtract(code.multiply(x.im(), y.re()), code.multiply(x.re(), y.im())));
  }

  private Value squares(Complex z) {
    return code.add(code.multiply(z.re(), z.re()), code.multiply(z.im(), z.im()));
  }

  /**
   * The absolute value of a number of f32, off by at most 1.5 units in the last place: in f32 where
   * the sum of the squares is no subnormal number of it and does not overflow, in f64 elsewhere.
   */
  public Value abs(Complex z) {
    FloatCode own = new FloatCode(builder, ScalarType.F32);
    Value sum = own.fma(z.re(), z.re(), own.multiply(z.im(), z.im()));
    Value isAbove = builder.compare(Predicate.OGE, sum, own.real(LEAST_SUM));
    Value isBelow = own.less(sum, own.real(Double.POSITIVE_INFINITY));
    Value isZero = own.equal(own.add(own.absolute(z.re()), own.absolute(z.im())), own.real(0));
    Value isUsual = or(and(isAbove, isBelow), isZero);
    Value isOdd = builder.unary(UnaryKind.SELDOM, not(isUsual));
    Complex x = widened(z);
    Value infinity = code.real(Double.POSITIVE_INFINITY);
    Value odd = narrowed(code.select(isInfinite(x), infinity, code.sqrt(squares(x))));
    return code.select(isOdd, odd, own.sqrt(sum));
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
