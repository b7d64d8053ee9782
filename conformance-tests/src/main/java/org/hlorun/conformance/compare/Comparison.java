package org.hlorun.conformance.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ElementType;

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
 */
public record Comparison(
    String place,
    ArrayLiteral expected,
    ArrayLiteral actual,
    long differing,
    long outside,
    long first,
    long worst,
    long worstUlps) {

  /** Compares all arrays of two results of the same program. */
  public static List<Comparison> of(Literal expected, Literal actual, Bound bound) {
    List<Comparison> comparisons = new ArrayList<>();
    collect("", expected, actual, bound, comparisons);
    return comparisons;
  }

  private static void collect(
      String place, Literal expected, Literal actual, Bound bound, List<Comparison> into) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        String inner = place.isEmpty() ? Integer.toString(i) : place + "," + i;
        collect(inner, tuple.element(i), ((TupleLiteral) actual).element(i), bound, into);
      }
    } else if (expected instanceof ArrayLiteral array) {
      into.add(of(place, array, (ArrayLiteral) actual, bound));
    }
  }

  private static Comparison of(
      String place, ArrayLiteral expected, ArrayLiteral actual, Bound bound) {
    long count = expected.elementCount();
    if (!expected.shape().isCompatible(actual.shape())
        || !expected.sizes().equals(actual.sizes())) {
      return new Comparison(place, expected, actual, count, count, 0, 0, Long.MAX_VALUE);
    }
    double largest = largest(expected);
    long differing = 0;
    long outside = 0;
    long first = -1;
    long worst = -1;
    long worstUlps = 0;
    for (long i = 0; i < count; i++) {
      long distance = UlpDistance.of(expected, actual, i);
      if (distance == 0) {
        continue;
      }
      differing++;
      first = first < 0 ? i : first;
      if (distance > worstUlps) {
        worst = i;
        worstUlps = distance;
      }
      if (!bound.allows(
          expected.elementType(), distance, difference(expected, actual, i), largest)) {
        outside++;
      }
    }
    return new Comparison(place, expected, actual, differing, outside, first, worst, worstUlps);
  }

  private static double difference(ArrayLiteral expected, ArrayLiteral actual, long i) {
    return Math.hypot(
        expected.getDouble(i) - actual.getDouble(i),
        expected.getImaginary(i) - actual.getImaginary(i));
  }

  private static double largest(ArrayLiteral literal) {
    ElementType type = literal.elementType();
    double largest = 0;
    if (type.isFloat() || type.isComplex()) {
      for (long i = 0; i < literal.elementCount(); i++) {
        double magnitude = Math.hypot(literal.getDouble(i), literal.getImaginary(i));
        largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
      }
    }
    return largest;
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

  private String element(long index) {
    if (!expected.shape().isCompatible(actual.shape())) {
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
