package org.hlorun.conformance.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/**
 * One array of a result, compared with what was expected.
 *
 * @param place which: {@code {0,1}} in a tuple, empty for a result that is an array
 * @param expected the reference's
 * @param actual the back end's
 * @param differing elements that differ at all
 * @param outside elements that differ by more than the bound; all if the shapes differ
 * @param unknown elements that differ and are within their bound, which is no smaller than they are
 *     themselves: rounding errors may be all that there is of them
 * @param first the first element that differs, a linear index; -1 if there is none
 * @param worst the element that differs most; -1 if there is none
 * @param worstUlps how much it differs, in units in the last place
 * @param firstOutside the first element that differs by more than the bound; -1 if there is none
 * @param histogram how many elements are how far off; empty if the shapes differ
 */
public record Comparison(
    String place,
    ArrayLiteral expected,
    ArrayLiteral actual,
    long differing,
    long outside,
    long unknown,
    long first,
    long worst,
    long worstUlps,
    long firstOutside,
    Histogram histogram) {

  /** Compares all arrays of two results of the same program. */
  public static List<Comparison> of(Literal expected, Literal actual, Tolerance tolerance) {
    List<Comparison> comparisons = new ArrayList<>();
    collect("", expected, actual, tolerance, tolerance.errors(), comparisons);
    return comparisons;
  }

  /** The first difference between two results that is more than is allowed, in words. */
  public static Optional<String> difference(Literal expected, Literal actual, Tolerance tolerance) {
    if (!expected.shape().isCompatible(actual.shape())) {
      return Optional.of(
          "result: shape %s instead of %s"
              .formatted(actual.shape().text(false), expected.shape().text(false)));
    }
    return of(expected, actual, tolerance).stream()
        .filter(comparison -> !comparison.isWithin())
        .map(Comparison::text)
        .findFirst();
  }

  private static void collect(
      String place,
      Literal expected,
      Literal actual,
      Tolerance tolerance,
      Optional<Literal> errors,
      List<Comparison> into) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        int number = i;
        String inner = place.isEmpty() ? Integer.toString(i) : place + "," + i;
        collect(
            inner,
            tuple.element(i),
            ((TupleLiteral) actual).element(i),
            tolerance,
            errors.map(literal -> literal.asTuple().element(number)),
            into);
      }
    } else if (expected instanceof ArrayLiteral array) {
      into.add(of(place, array, (ArrayLiteral) actual, tolerance, errors.map(Literal::asArray)));
    }
  }

  private static Comparison of(
      String place,
      ArrayLiteral expected,
      ArrayLiteral actual,
      Tolerance tolerance,
      Optional<ArrayLiteral> errors) {
    long count = expected.elementCount();
    if (!expected.shape().isCompatible(actual.shape())
        || !expected.sizes().equals(actual.sizes())) {
      return new Comparison(
          place, expected, actual, count, count, 0, 0, 0, Long.MAX_VALUE, 0, new Histogram());
    }
    if (expected.equals(actual)) {
      return new Comparison(place, expected, actual, 0, 0, 0, -1, -1, 0, -1, new Histogram());
    }
    Tally tally = new Tally();
    for (long i = 0; i < count; i++) {
      long distance = UlpDistance.of(expected, actual, i);
      double error = errors.isEmpty() ? 0 : errors.get().getDouble(i);
      boolean allowed = tolerance.allows(expected, actual, i, distance, error);
      tally.add(i, distance, allowed, error > 0 && error >= magnitude(expected, i));
    }
    return tally.result(place, expected, actual);
  }

  /** What is counted while the elements are gone through. */
  private static final class Tally {
    private final Histogram histogram = new Histogram();
    private long differing;
    private long outside;
    private long unknown;
    private long first = -1;
    private long worst = -1;
    private long worstUlps;
    private long firstOutside = -1;

    void add(long i, long distance, boolean allowed, boolean isLost) {
      histogram.add(distance);
      if (distance == 0) {
        return;
      }
      differing++;
      first = first < 0 ? i : first;
      if (distance > worstUlps) {
        worst = i;
        worstUlps = distance;
      }
      if (!allowed) {
        outside++;
        firstOutside = firstOutside < 0 ? i : firstOutside;
      } else if (isLost) {
        unknown++;
      }
    }

    Comparison result(String place, ArrayLiteral expected, ArrayLiteral actual) {
      return new Comparison(
          place,
          expected,
          actual,
          differing,
          outside,
          unknown,
          first,
          worst,
          worstUlps,
          firstOutside,
          histogram);
    }
  }

  private static double magnitude(ArrayLiteral literal, long i) {
    return Math.hypot(literal.getDouble(i), literal.getImaginary(i));
  }

  /** Whether all elements are within the bound. */
  public boolean isWithin() {
    return outside == 0;
  }

  /** The first element that is not the expected one, in words. */
  public Optional<String> firstDifference() {
    return first < 0 ? Optional.empty() : Optional.of(element(first));
  }

  /** The element that differs most, in words. */
  public Optional<String> worstDifference() {
    return worst < 0 ? Optional.empty() : Optional.of(element(worst));
  }

  /** What is outside of the bound, in words. */
  public String text() {
    return "result%s, %s: %d of %d elements are off by more than is allowed, first %s"
        .formatted(
            place.isEmpty() ? "" : " {" + place + "}",
            expected.shape().text(false),
            outside,
            expected.elementCount(),
            outside == 0 ? "none" : element(Math.max(0, firstOutside)));
  }

  private String element(long index) {
    if (!expected.shape().isCompatible(actual.shape())
        || !expected.sizes().equals(actual.sizes())) {
      return "shape %s instead of %s"
          .formatted(actual.shape().text(false), expected.shape().text(false));
    }
    List<Long> position = new ArrayList<>();
    long rest = index;
    for (int d = expected.shape().rank() - 1; d >= 0; d--) {
      position.addFirst(rest % expected.shape().dimension(d));
      rest /= expected.shape().dimension(d);
    }
    return "%s is %s, expected %s".formatted(position, show(actual, index), show(expected, index));
  }

  private static String show(ArrayLiteral literal, long i) {
    return switch (literal.elementType().kind()) {
      case PRED, SIGNED -> Long.toString(literal.getLong(i));
      case UNSIGNED -> Long.toUnsignedString(literal.getLong(i));
      case FLOAT -> number(literal, literal.getDouble(i));
      case COMPLEX ->
          "(%s, %s)"
              .formatted(
                  number(literal, literal.getDouble(i)), number(literal, literal.getImaginary(i)));
    };
  }

  /** As few digits as tell the number from others of its type, or of f32 for narrower ones. */
  private static String number(ArrayLiteral literal, double value) {
    return switch (literal.elementType()) {
      case F64, C128 -> Double.toString(value);
      default -> Float.toString((float) value);
    };
  }
}
