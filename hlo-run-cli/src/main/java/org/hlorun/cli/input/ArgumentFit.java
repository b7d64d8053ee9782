package org.hlorun.cli.input;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.shape.ArrayShape;

/** Whether an array can be the argument for a parameter. */
final class ArgumentFit {
  private ArgumentFit() {}

  /**
   * Returns normally if it can: equal types and sizes, but for a dynamic dimension any size up to
   * the bound.
   *
   * @param taker what takes it, for the message: {@code parameter x}
   * @param what what gave the array, for the message
   * @throws HloException {@code ARGUMENT} if it cannot
   */
  static void check(String taker, ArrayShape wanted, ArrayShape came, String what) {
    boolean fits = wanted.elementType() == came.elementType() && wanted.rank() == came.rank();
    for (int d = 0; fits && d < wanted.rank(); d++) {
      fits =
          wanted.dimension(d) == ArrayShape.UNBOUNDED
              || (wanted.isDynamic(d)
                  ? came.dimension(d) <= wanted.dimension(d)
                  : came.dimension(d) == wanted.dimension(d));
    }
    if (!fits) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "%s: expected %s, but %s is %s."
              .formatted(taker, wanted.text(false), what, came.text(false)),
          wanted.elementType() == came.elementType()
              ? "Give an array of the expected shape, or change the program."
              : "Convert the array to " + wanted.elementType() + " first.");
    }
  }
}
