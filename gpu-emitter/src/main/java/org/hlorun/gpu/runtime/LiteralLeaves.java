package org.hlorun.gpu.runtime;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/** The arrays of nested tuples, in the order of the leaves of their shape. */
final class LiteralLeaves {
  private LiteralLeaves() {}

  static List<ArrayLiteral> of(Literal literal) {
    List<ArrayLiteral> leaves = new ArrayList<>();
    collect(literal, leaves);
    return leaves;
  }

  private static void collect(Literal literal, List<ArrayLiteral> leaves) {
    if (literal instanceof TupleLiteral tuple) {
      tuple.elements().forEach(element -> collect(element, leaves));
    } else {
      leaves.add((ArrayLiteral) literal);
    }
  }

  /** A value whose elements are to be filled in. */
  static Literal allocate(Shape shape) {
    return shape instanceof ArrayShape array
        ? ArrayLiteral.allocate(array)
        : new TupleLiteral(
            shape.asTuple().elements().stream().map(LiteralLeaves::allocate).toList());
  }
}
