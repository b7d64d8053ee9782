package org.hlorun.language.inference;

import java.util.Locale;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/**
 * The conditions of the rules. Messages are formats: a shape prints without layout, an element type
 * in upper case, a list as {@code 0,1}, as XLA prints them.
 */
final class Check {
  /** Longer shapes are cut in messages. */
  private static final int MAX_SHAPE_TEXT = 400;

  private Check() {}

  /** A failure of inference. */
  static HloException failure(String format, Object... arguments) {
    return failureWithRemedy(null, format, arguments);
  }

  static HloException failureWithRemedy(String remedy, String format, Object... arguments) {
    Object[] shown = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      shown[i] = show(arguments[i]);
    }
    return HloException.of(
        DiagnosticCode.INFERENCE, String.format(Locale.ROOT, format, shown), remedy);
  }

  /** Fails with a message unless a condition holds. */
  static void that(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw failure(format, arguments);
    }
  }

  /** {@code shape} as an array. */
  static ArrayShape array(Shape shape, String role) {
    if (shape instanceof ArrayShape array) {
      return array;
    }
    throw failure("Expected array argument for %s, but got %s.", role, shape);
  }

  private static Object show(Object argument) {
    return switch (argument) {
      case Shape shape -> cut(shape.text(false));
      case ElementType type -> type.text().toUpperCase(Locale.ROOT);
      default -> argument;
    };
  }

  private static String cut(String text) {
    return text.length() <= MAX_SHAPE_TEXT ? text : text.substring(0, MAX_SHAPE_TEXT) + "...";
  }

  /** Fails unless all are different members of {@code [0, rank)}. */
  static void distinctDimensions(LongList dimensions, int rank, String what, Shape shape) {
    long seen = 0;
    for (int i = 0; i < dimensions.size(); i++) {
      long dimension = dimensions.get(i);
      that(
          dimension >= 0 && dimension < rank,
          "A dimension number is out of range in %s: %s; the shape is %s.",
          what,
          dimensions,
          shape);
      that(
          (seen >>> dimension & 1) == 0,
          "A dimension number is not unique in %s: %s.",
          what,
          dimensions);
      seen |= 1L << dimension;
    }
  }

  /** Whether the numbers grow strictly. */
  static boolean isStrictlyIncreasing(LongList values) {
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i - 1) >= values.get(i)) {
        return false;
      }
    }
    return true;
  }
}
