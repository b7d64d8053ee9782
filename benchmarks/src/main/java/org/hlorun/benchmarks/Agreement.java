package org.hlorun.benchmarks;

import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;

/** How far two computations of the same results are apart. */
final class Agreement {
  private Agreement() {}

  /**
   * The largest difference of two elements, relative to the largest finite element of its array;
   * infinite if one is not a number, or infinite, and the other is not the same.
   */
  static double error(List<ArrayLiteral> results, List<ArrayLiteral> expected) {
    double worst = 0;
    for (int i = 0; i < results.size(); i++) {
      worst = Math.max(worst, error(results.get(i), expected.get(i)));
    }
    return worst;
  }

  private static double error(ArrayLiteral result, ArrayLiteral expected) {
    double difference = 0;
    double largest = 0;
    for (long i = 0; i < expected.elementCount(); i++) {
      difference = Math.max(difference, apart(result.getDouble(i), expected.getDouble(i)));
      difference = Math.max(difference, apart(result.getImaginary(i), expected.getImaginary(i)));
      if (Double.isFinite(expected.getDouble(i))) {
        largest = Math.max(largest, Math.abs(expected.getDouble(i)));
      }
    }
    return difference == 0 ? 0 : difference / largest;
  }

  private static double apart(double a, double b) {
    if (Double.compare(a, b) == 0 || a == b) {
      return 0;
    }
    double difference = Math.abs(a - b);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }
}
