package org.hlorun.language.inference;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/** The conditions of the rules; messages are formats of {@link RuleText}. */
final class Check {
  private Check() {}

  /** A failure of inference. */
  static HloException failure(String format, Object... arguments) {
    return failureWithRemedy(null, format, arguments);
  }

  static HloException failureWithRemedy(String remedy, String format, Object... arguments) {
    return HloException.of(DiagnosticCode.INFERENCE, RuleText.format(format, arguments), remedy);
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
