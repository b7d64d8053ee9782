package org.hlorun.fusion.expand;

import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * 1 - erf x and the inverse of erf as arithmetic on arrays of f32 or f64. Every step but logarithm,
 * exponential and square root is rounded once.
 */
final class ErrorFunctionArithmetic extends FloatArithmetic {
  private final boolean wide;

  /**
   * @param origin what the arithmetic stands in for
   * @param shape of f32 or f64
   */
  ErrorFunctionArithmetic(HloInstruction origin, ArrayShape shape) {
    super(origin, shape);
    this.wide = type == ElementType.F64;
  }

  /**
   * The number whose erf is x, at most 4 ulp off; infinities at -1 and 1, NaN beyond. By w = -log(1
   * - x^2), as in M. Giles, "Approximating the erfinv function" (2011): x times a polynomial in w
   * where that is small, in its square root where it is large. 1 - x^2 is the product of 1 - x and
   * 1 + x, of which one is exact where it matters.
   */
  HloInstruction inverse(HloInstruction x) {
    HloInstruction one = constant(1);
    HloInstruction product = multiply(subtract(one, x), add(one, x));
    HloInstruction w = builder.elementwise(Opcode.NEGATE, builder.elementwise(Opcode.LOG, product));
    HloInstruction root = builder.elementwise(Opcode.SQRT, w);
    HloInstruction ratio = wide ? ratio64(w, root) : ratio32(w, root);
    HloInstruction atEnd = equal(builder.elementwise(Opcode.ABS, x), one);
    HloInstruction end = multiply(x, constant(Double.POSITIVE_INFINITY));
    return select(atEnd, end, multiply(ratio, x));
  }

  private HloInstruction ratio32(HloInstruction w, HloInstruction root) {
    HloInstruction isTail = less(constant(5), w);
    HloInstruction argument =
        select(isTail, subtract(root, constant(3)), subtract(w, constant(2.5)));
    double[] tail = ErrorFunctionTables.INVERSE_TAIL_32;
    double[] centre = ErrorFunctionTables.INVERSE_CENTRE_32;
    HloInstruction sum = select(isTail, constant(tail[0]), constant(centre[0]));
    for (int i = 1; i < tail.length; i++) {
      HloInstruction coefficient = select(isTail, constant(tail[i]), constant(centre[i]));
      sum = add(multiply(sum, argument), coefficient);
    }
    return sum;
  }

  private HloInstruction ratio64(HloInstruction w, HloInstruction root) {
    HloInstruction isMiddle = less(constant(6.25), w);
    HloInstruction isTail = less(constant(16), w);
    HloInstruction outside = subtract(root, select(isTail, constant(5), constant(3.25)));
    HloInstruction argument = select(isMiddle, outside, subtract(w, constant(3.125)));
    HloInstruction sum = coefficient64(isMiddle, isTail, 0);
    for (int i = 1; i < ErrorFunctionTables.INVERSE_TAIL_64.length; i++) {
      sum = add(multiply(sum, argument), coefficient64(isMiddle, isTail, i));
    }
    return sum;
  }

  private HloInstruction coefficient64(HloInstruction isMiddle, HloInstruction isTail, int i) {
    HloInstruction outside =
        select(
            isTail,
            constant(ErrorFunctionTables.INVERSE_TAIL_64[i]),
            constant(ErrorFunctionTables.INVERSE_MIDDLE_64[i]));
    return select(isMiddle, outside, constant(ErrorFunctionTables.INVERSE_CENTRE_64[i]));
  }

  /**
   * 1 - erf x, at most 5 ulp off (f64: 6). Up to 1/2 as it is written; beyond, e^(-x^2) times a
   * polynomial over x + 1/2, and of negative numbers 2 minus that.
   */
  HloInstruction complement(HloInstruction x) {
    HloInstruction magnitude = builder.elementwise(Opcode.ABS, x);
    double[] series = wide ? ErrorFunctionTables.SMALL_64 : ErrorFunctionTables.SMALL_32;
    HloInstruction small = subtract(constant(1), multiply(x, polynomial(multiply(x, x), series)));
    HloInstruction tail = tail(magnitude);
    HloInstruction isNegative = less(x, constant(0));
    HloInstruction large = select(isNegative, subtract(constant(2), tail), tail);
    return select(less(magnitude, constant(0.5)), small, large);
  }

  /** 1 - erf x for x from 1/2 on; what is beyond the bound has the result 0. */
  private HloInstruction tail(HloInstruction magnitude) {
    HloInstruction x = builder.elementwise(Opcode.MINIMUM, magnitude, constant(wide ? 28 : 11));
    HloInstruction centre = constant(wide ? 3 : 2);
    HloInstruction argument =
        builder.elementwise(Opcode.DIVIDE, subtract(x, centre), add(x, centre));
    HloInstruction scaled =
        polynomial(argument, wide ? ErrorFunctionTables.SCALED_64 : ErrorFunctionTables.SCALED_32);
    HloInstruction numerator = multiply(gaussian(x), scaled);
    return builder.elementwise(Opcode.DIVIDE, numerator, add(x, constant(0.5)));
  }

  /**
   * e^(-x^2). What x^2 loses when it is rounded is computed from both halves of x, whose products
   * are exact (T. J. Dekker, 1971).
   */
  private HloInstruction gaussian(HloInstruction x) {
    HloInstruction high = upperHalf(x);
    HloInstruction low = subtract(x, high);
    HloInstruction square = multiply(x, x);
    HloInstruction rest = subtract(multiply(high, high), square);
    rest = add(rest, multiply(add(high, high), low));
    rest = add(rest, multiply(low, low));
    HloInstruction minus = builder.elementwise(Opcode.NEGATE, square);
    HloInstruction power = builder.elementwise(Opcode.EXPONENTIAL, minus);
    return subtract(power, multiply(power, rest));
  }

  /** The number without the lower half of its significand. */
  private HloInstruction upperHalf(HloInstruction x) {
    ElementType integer = wide ? ElementType.U64 : ElementType.U32;
    ArrayLiteral mask = ArrayLiteral.allocate(ArrayShape.scalar(integer));
    mask.setBits(0, wide ? -1L << 27 : 0xFFFFF000L);
    HloInstruction bits = builder.add(Opcode.BITCAST_CONVERT, ArrayShape.of(integer, sizes), x);
    HloInstruction masked =
        builder.elementwise(Opcode.AND, bits, builder.splat(builder.constant(mask), sizes));
    return builder.add(Opcode.BITCAST_CONVERT, ArrayShape.of(type, sizes), masked);
  }
}
