package org.hlorun.fusion.expand;

import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Products, quotients and moduli of c64 in f64 arithmetic on the parts, whose squares and products
 * are exact there. What C99 Annex G (G.5.1) says of infinities and zeros: an infinite factor makes
 * a product infinite unless the other one is zero or NaN, dividing by zero gives infinities, and
 * dividing by infinities zeros.
 */
final class ComplexProducts {
  private final ComplexParts parts;
  private LongList sizes;

  ComplexProducts(ComplexParts parts) {
    this.parts = parts;
  }

  /** The parts of a number, in f64. */
  private record Pair(HloInstruction re, HloInstruction im) {}

  HloInstruction replacement(HloInstruction instruction) {
    sizes = instruction.shape().asArray().dimensions();
    Pair x = wide(instruction.operand(0));
    if (instruction.opcode() == Opcode.ABS) {
      return narrow(modulus(x));
    }
    Pair y = wide(instruction.operand(1));
    Pair result = instruction.opcode() == Opcode.MULTIPLY ? product(x, y) : quotient(x, y);
    return parts.complex(narrow(result.re), narrow(result.im));
  }

  private Pair wide(HloInstruction value) {
    return new Pair(
        parts.builder().convert(parts.real(value), ElementType.F64),
        parts.builder().convert(parts.imaginary(value), ElementType.F64));
  }

  private HloInstruction narrow(HloInstruction value) {
    return parts.builder().convert(value, ElementType.F32);
  }

  private HloInstruction modulus(Pair x) {
    HloInstruction root =
        parts.builder().elementwise(Opcode.SQRT, add(multiply(x.re, x.re), multiply(x.im, x.im)));
    return select(isInfinite(x), number(Double.POSITIVE_INFINITY), root);
  }

  private Pair product(Pair x, Pair y) {
    Pair plain = times(x, y);
    HloInstruction lost = and(isNan(plain.re), isNan(plain.im));
    HloInstruction xInfinite = isInfinite(x);
    HloInstruction yInfinite = isInfinite(y);
    Pair direction = times(direction(x, xInfinite), direction(y, yInfinite));
    HloInstruction recovered = and(lost, or(xInfinite, yInfinite));
    return select(recovered, scaled(number(Double.POSITIVE_INFINITY), direction), plain);
  }

  private Pair times(Pair x, Pair y) {
    return new Pair(
        subtract(multiply(x.re, y.re), multiply(x.im, y.im)),
        add(multiply(x.re, y.im), multiply(x.im, y.re)));
  }

  /** An infinite number as one of parts 0 and 1 that points there; NaNs of another one are zero. */
  private Pair direction(Pair x, HloInstruction isInfinite) {
    return select(isInfinite, boxed(x), new Pair(nanAsZero(x.re), nanAsZero(x.im)));
  }

  private Pair boxed(Pair x) {
    return new Pair(boxed(x.re), boxed(x.im));
  }

  private HloInstruction boxed(HloInstruction part) {
    HloInstruction sign = parts.builder().elementwise(Opcode.SIGN, part);
    HloInstruction zero = multiply(nanAsZero(part), number(0)); // of the same sign
    return select(isInfinite(part), sign, zero);
  }

  private HloInstruction nanAsZero(HloInstruction part) {
    return select(isNan(part), number(0), part);
  }

  private Pair quotient(Pair x, Pair y) {
    HloInstruction norm = add(multiply(y.re, y.re), multiply(y.im, y.im));
    Pair plain = conjugateTimes(x, y);
    Pair result = new Pair(divide(plain.re, norm), divide(plain.im, norm));
    HloInstruction xInfinite = isInfinite(x);
    HloInstruction yInfinite = isInfinite(y);
    HloInstruction xFinite = and(isFinite(x.re), isFinite(x.im));
    HloInstruction yFinite = and(isFinite(y.re), isFinite(y.im));
    Pair nan = new Pair(number(Double.NaN), number(Double.NaN));
    result = select(and(xFinite, yFinite), result, nan);
    Pair vanishing = scaled(number(0), conjugateTimes(x, boxed(y)));
    result = select(and(yInfinite, xFinite), vanishing, result);
    Pair growing = scaled(number(Double.POSITIVE_INFINITY), conjugateTimes(boxed(x), y));
    result = select(and(xInfinite, yFinite), growing, result);
    HloInstruction byZero = and(isZero(y.re), isZero(y.im));
    HloInstruction defined = or(isNumber(x.re), isNumber(x.im));
    // An infinity of the sign of the real part, whose inverse it is.
    return select(and(byZero, defined), scaled(divide(number(1), y.re), x), result);
  }

  /** {@code x * conj(y)}. */
  private Pair conjugateTimes(Pair x, Pair y) {
    return new Pair(
        add(multiply(x.re, y.re), multiply(x.im, y.im)),
        subtract(multiply(x.im, y.re), multiply(x.re, y.im)));
  }

  private Pair scaled(HloInstruction factor, Pair x) {
    return new Pair(multiply(factor, x.re), multiply(factor, x.im));
  }

  private HloInstruction number(double value) {
    return parts.builder().splat(parts.builder().scalar(ElementType.F64, value), sizes);
  }

  private HloInstruction isNan(HloInstruction part) {
    return parts.builder().compare(ComparisonDirection.NE, part, part);
  }

  private HloInstruction isNumber(HloInstruction part) {
    return parts.builder().compare(ComparisonDirection.EQ, part, part);
  }

  private HloInstruction isZero(HloInstruction part) {
    return parts.builder().compare(ComparisonDirection.EQ, part, number(0));
  }

  private HloInstruction isFinite(HloInstruction part) {
    ArrayShape shape = part.shape().asArray().withElementType(ElementType.PRED);
    return parts.builder().add(Opcode.IS_FINITE, shape, part);
  }

  private HloInstruction isInfinite(HloInstruction part) {
    HloInstruction magnitude = parts.builder().elementwise(Opcode.ABS, part);
    HloInstruction infinity = number(Double.POSITIVE_INFINITY);
    return parts.builder().compare(ComparisonDirection.EQ, magnitude, infinity);
  }

  private HloInstruction isInfinite(Pair x) {
    return or(isInfinite(x.re), isInfinite(x.im));
  }

  private HloInstruction add(HloInstruction x, HloInstruction y) {
    return parts.fold(Opcode.ADD, x, y);
  }

  private HloInstruction subtract(HloInstruction x, HloInstruction y) {
    return parts.fold(Opcode.SUBTRACT, x, y);
  }

  private HloInstruction multiply(HloInstruction x, HloInstruction y) {
    return parts.fold(Opcode.MULTIPLY, x, y);
  }

  private HloInstruction divide(HloInstruction x, HloInstruction y) {
    return parts.fold(Opcode.DIVIDE, x, y);
  }

  private HloInstruction and(HloInstruction x, HloInstruction y) {
    return parts.fold(Opcode.AND, x, y);
  }

  private HloInstruction or(HloInstruction x, HloInstruction y) {
    return parts.fold(Opcode.OR, x, y);
  }

  private HloInstruction select(HloInstruction condition, HloInstruction yes, HloInstruction no) {
    return parts.builder().add(Opcode.SELECT, yes.shape(), condition, yes, no);
  }

  private Pair select(HloInstruction condition, Pair yes, Pair no) {
    return new Pair(select(condition, yes.re, no.re), select(condition, yes.im, no.im));
  }
}
