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
          place, expected, actual, count, count, 0, 0, Long.MAX_VALUE, 0, new Histogram());
    }
    if (expected.equals(actual)) {
      return new Comparison(place, expected, actual, 0, 0, -1, -1, 0, -1, new Histogram());
    }
    long differing = 0;
    long outside = 0;
    long first = -1;
    long worst = -1;
    long worstUlps = 0;
    long firstOutside = -1;
    Histogram histogram = new Histogram();
    for (long i = 0; i < count; i++) {
      long distance = UlpDistance.of(expected, actual, i);
      histogram.add(distance);
      if (distance == 0) {
        continue;
      }
      differing++;
      first = first < 0 ? i : first;
      if (distance > worstUlps) {
        worst = i;
        worstUlps = distance;
      }
      double error = errors.isEmpty() ? 0 : errors.get().getDouble(i);
      if (!tolerance.allows(expected, actual, i, distance, error)) {
        outside++;
        firstOutside = firstOutside < 0 ? i : firstOutside;
      }
    }
    return new Comparison(
        place,
        expected,
        actual,
        differing,
        outside,
        first,
        worst,
        worstUlps,
        firstOutside,
        histogram);
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
      case FLOAT -> Double.toString(literal.getDouble(i));
      case COMPLEX -> "(%s, %s)".formatted(literal.getDouble(i), literal.getImaginary(i));
    };
  }
}
