package org.hlorun.conformance.fuzz;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/**
 * When two results of a generated program are the same: bit by bit, but for what the language
 * leaves open.
 *
 * <ul>
 *   <li>A NaN is as good as another.
 *   <li>Zeros may have either sign if the program has sums of products: the sum of no or one
 *       product starts from +0 or from the product.
 *   <li>Floats may differ by {@link #ULPS} units in the last place if the program calls functions
 *       that are not computed by one rounding.
 * </ul>
 *
 * @param openZero whether zeros may have either sign
 * @param ulps the distance that floats may have, in units in the last place
 */
public record Agreement(boolean openZero, int ulps) {
  /** The most that two implementations of a function may be apart, in units of their type. */
  public static final int ULPS = 4;

  private static final Set<Opcode> SUMS_OF_PRODUCTS =
      EnumSet.of(Opcode.DOT, Opcode.CONVOLUTION, Opcode.TRIANGULAR_SOLVE);

  private static final Set<Opcode> FUNCTIONS =
      EnumSet.of(
          Opcode.ACOS,
          Opcode.ACOSH,
          Opcode.ASIN,
          Opcode.ASINH,
          Opcode.ATANH,
          Opcode.ATAN2,
          Opcode.CBRT,
          Opcode.COSINE,
          Opcode.COSH,
          Opcode.ERF,
          Opcode.EXPONENTIAL,
          Opcode.EXPONENTIAL_MINUS_ONE,
          Opcode.LOG,
          Opcode.LOG_PLUS_ONE,
          Opcode.LOGISTIC,
          Opcode.RSQRT,
          Opcode.SINE,
          Opcode.SINH,
          Opcode.TAN,
          Opcode.TANH,
          Opcode.BATCH_NORM_INFERENCE);

  /** The same bits, NaN aside. */
  public static final Agreement EXACT = new Agreement(false, 0);

  /** What holds for a program of the generator, or one that was made smaller. */
  public static Agreement of(HloModule module) {
    boolean openZero = false;
    boolean functions = false;
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        openZero |= hasSumOfProducts(instruction);
        functions |= isFunction(instruction);
      }
    }
    return new Agreement(openZero, functions ? ULPS : 0);
  }

  private static boolean hasSumOfProducts(HloInstruction instruction) {
    return SUMS_OF_PRODUCTS.contains(instruction.opcode())
        || instruction.opcode() == Opcode.MULTIPLY
            && instruction.shape().asArray().elementType().isComplex();
  }

  private static boolean isFunction(HloInstruction instruction) {
    return FUNCTIONS.contains(instruction.opcode())
        || instruction.opcode() == Opcode.POWER
            && instruction.shape().asArray().elementType().isFloat();
  }

  /** The first difference between two results, in words. */
  public Optional<String> difference(Literal expected, Literal actual) {
    return difference(expected, actual, "result");
  }

  private Optional<String> difference(Literal expected, Literal actual, String place) {
    if (expected instanceof TupleLiteral tuple) {
      if (!(actual instanceof TupleLiteral other)
          || other.elements().size() != tuple.elements().size()) {
        return Optional.of(place + " has another shape: " + actual.shape());
      }
      for (int i = 0; i < tuple.elements().size(); i++) {
        Optional<String> found = difference(tuple.element(i), other.element(i), place + "." + i);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    return expected instanceof ArrayLiteral array
        ? difference(array, actual, place)
        : Optional.empty();
  }

  private Optional<String> difference(ArrayLiteral expected, Literal actual, String place) {
    if (expected.equals(actual)) {
      return Optional.empty();
    }
    if (!(actual instanceof ArrayLiteral other)
        || !expected.shape().isCompatible(other.shape())
        || !expected.sizes().equals(other.sizes())) {
      return Optional.of(
          "%s is %s instead of %s".formatted(place, actual.shape(), expected.shape()));
    }
    long count = 0;
    long first = -1;
    for (long i = 0; i < expected.elementCount(); i++) {
      if (!isSame(expected, other, i)) {
        count++;
        first = first < 0 ? i : first;
      }
    }
    return count == 0
        ? Optional.empty()
        : Optional.of(
            "%s, %s: %d of %d elements differ, first at %d: %s instead of %s"
                .formatted(
                    place,
                    expected.shape(),
                    count,
                    expected.elementCount(),
                    first,
                    text(other, first),
                    text(expected, first)));
  }

  private static String text(ArrayLiteral literal, long index) {
    ElementType type = literal.elementType();
    if (type.isComplex()) {
      return literal.getDouble(index) + " + " + literal.getImaginary(index) + "i";
    }
    return type.isFloat()
        ? Double.toString(literal.getDouble(index))
        : type == ElementType.U64
            ? Long.toUnsignedString(literal.getLong(index))
            : Long.toString(literal.getLong(index));
  }

  private boolean isSame(ArrayLiteral expected, ArrayLiteral actual, long index) {
    ElementType type = expected.elementType();
    if (type.isFloat() || type.isComplex()) {
      FloatFormat format = type.floatFormat();
      return isSame(expected.getDouble(index), actual.getDouble(index), format)
          && isSame(expected.getImaginary(index), actual.getImaginary(index), format);
    }
    return expected.getBits(index) == actual.getBits(index);
  }

  private boolean isSame(double expected, double actual, FloatFormat format) {
    if (Double.compare(expected, actual) == 0 || openZero && expected == actual) {
      return true;
    }
    if (ulps == 0 || Double.isNaN(expected) || Double.isNaN(actual)) {
      return false;
    }
    if (Double.isInfinite(expected) || Double.isInfinite(actual)) {
      double finite = Math.abs(Double.isInfinite(expected) ? actual : expected);
      return expected * actual > 0 && format.maxFinite() - finite <= ulps * ulp(finite, format);
    }
    return Math.abs(expected - actual) <= ulps * ulp(expected, format);
  }

  /** The distance of numbers of the format near a value. */
  private static double ulp(double value, FloatFormat format) {
    int exponent = value == 0 ? -format.bias() : Math.getExponent(value);
    return Math.scalb(1.0, Math.max(exponent, 1 - format.bias()) - format.mantissaBits());
  }
}
