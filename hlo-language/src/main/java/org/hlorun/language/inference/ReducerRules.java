package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** What a computation that combines elements must look like. */
final class ReducerRules {
  private ReducerRules() {}

  /**
   * Checks a reduction function of N values: parameters {@code acc_0..acc_N-1, x_0..x_N-1}, result
   * the new accumulators, as a tuple if there are several.
   *
   * @param accumulators scalar shapes of the initial values
   * @param elements scalar shapes of the elements
   */
  static void check(Signature function, List<ArrayShape> accumulators, List<ArrayShape> elements) {
    int count = accumulators.size();
    Check.that(
        function.arity() == 2 * count,
        "Reduction function must take %d parameters, but takes %d parameter(s).",
        2 * count,
        function.arity());
    List<Shape> results = results(function, count);
    for (int i = 0; i < count; i++) {
      Check.that(
          results.get(i).isScalar() && results.get(i).isCompatible(accumulators.get(i)),
          "Reduction function's accumulator shape at index %d differs from the init_value shape:"
              + " %s vs %s",
          i,
          results.get(i),
          accumulators.get(i));
      Check.that(
          function.parameter(i).isCompatible(results.get(i)),
          "Reduction function's %d-th parameter shape differs from the result shape: %s vs %s",
          i,
          function.parameter(i),
          results.get(i));
      Check.that(
          function.parameter(count + i).isCompatible(elements.get(i)),
          "Reduction function's %d-th parameter shape differs from the input type element type:"
              + " %s vs %s",
          count + i,
          function.parameter(count + i),
          elements.get(i));
      Check.that(
          elements.get(i).isCompatible(accumulators.get(i)),
          "The input at index %d and its init_value have different element types: %s vs %s",
          i,
          elements.get(i),
          accumulators.get(i));
    }
  }

  private static List<Shape> results(Signature function, int count) {
    if (count == 1) {
      Check.that(
          function.result().isScalar(),
          "Reduction function must produce a scalar but has shape: %s",
          function.result());
      return List.of(function.result());
    }
    Check.that(
        function.result() instanceof TupleShape,
        "Reduction function must produce a tuple with %d elements, but produces a scalar",
        count);
    TupleShape tuple = function.result().asTuple();
    Check.that(
        tuple.size() == count,
        "Reduction function must produce a tuple with %d elements, but has %d elements",
        count,
        tuple.size());
    return tuple.elements();
  }
}
