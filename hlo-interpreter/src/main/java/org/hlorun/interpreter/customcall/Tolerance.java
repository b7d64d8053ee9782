package org.hlorun.interpreter.customcall;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * When a check calls two elements equal.
 *
 * @param kind the measure of their difference
 * @param least the least difference that is allowed, in the unit of the measure
 * @param greatest the greatest difference that is allowed
 */
record Tolerance(Kind kind, double least, double greatest) {

  /** How a difference is measured. */
  enum Kind {
    /** Only equal numbers, zeros among them; NaN is equal to NaN. */
    EXACT,
    /** The magnitude of the difference; NaN is equal to NaN. */
    ABSOLUTE,
    /** The number of representable numbers in between; NaN is equal to NaN. */
    ULPS
  }

  private static final double DEFAULT_ABSOLUTE = 1e-3;
  private static final double DEFAULT_ULPS = 3;

  /** The tolerance of a check with a JSON object, which may be empty, as its parameters. */
  static Tolerance of(String target, String config, ElementType type) {
    boolean exact =
        target.equals("check.expect_eq")
            || target.equals("check.eq") && !type.isFloat() && !type.isComplex();
    if (exact) {
      return new Tolerance(Kind.EXACT, 0, 0);
    }
    if (target.equals("check.expect_close")) {
      return new Tolerance(
          Kind.ULPS,
          number(config, "min_ulp_difference", 0),
          number(config, "max_ulp_difference", DEFAULT_ULPS));
    }
    return new Tolerance(Kind.ABSOLUTE, 0, number(config, "tolerance", DEFAULT_ABSOLUTE));
  }

  private static double number(String config, String key, double absent) {
    Matcher matcher = Pattern.compile("\"" + key + "\"\\s*:\\s*([-+0-9.eE]+)").matcher(config);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : absent;
  }

  /** Whether two elements differ by no more, and no less, than is allowed. */
  boolean allows(ArrayLiteral actual, ArrayLiteral expected, long index) {
    ElementType type = actual.elementType();
    if (!type.isFloat() && !type.isComplex()) {
      return kind == Kind.ABSOLUTE
          ? Math.abs(actual.getDouble(index) - expected.getDouble(index)) <= greatest
          : actual.getLong(index) == expected.getLong(index);
    }
    boolean real = allows(actual.getDouble(index), expected.getDouble(index), type);
    return real
        && (!type.isComplex()
            || allows(actual.getImaginary(index), expected.getImaginary(index), type));
  }

  private boolean allows(double actual, double expected, ElementType type) {
    return switch (kind) {
      case EXACT -> actual == expected || Double.isNaN(actual) && Double.isNaN(expected);
      case ABSOLUTE ->
          actual == expected
              || Double.isNaN(actual) && Double.isNaN(expected)
              || Math.abs(actual - expected) <= greatest;
      case ULPS -> {
        double distance = ulps(actual, expected, type);
        yield distance >= least && distance <= greatest;
      }
    };
  }

  /**
   * How many steps between neighbours lead from one number of a type to another; on the way through
   * zero, -0 and +0 are one number. Infinite if one is NaN and the other is not, or if they are not
   * both finite and differ.
   */
  static double ulps(double x, double y, ElementType type) {
    if (x == y || Double.isNaN(x) && Double.isNaN(y)) {
      return 0;
    }
    if (Double.isNaN(x - y) || Double.isInfinite(x) || Double.isInfinite(y)) {
      return Double.POSITIVE_INFINITY;
    }
    ElementType component = type.isComplex() ? type.componentType() : type;
    long stepsX = steps(x, component);
    long stepsY = steps(y, component);
    // Of unlike signs, the steps to zero add up; as doubles they cannot overflow.
    return (x < 0) == (y < 0) ? Math.abs(stepsX - stepsY) : (double) stepsX + stepsY;
  }

  /** The distance of a number from zero. */
  private static long steps(double x, ElementType type) {
    return type.floatFormat().encode(Math.abs(x));
  }
}
