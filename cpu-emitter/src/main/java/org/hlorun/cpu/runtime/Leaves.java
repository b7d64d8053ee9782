package org.hlorun.cpu.runtime;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/** The arrays that values consist of. */
final class Leaves {
  private Leaves() {}

  /** The arrays of a value, the leaves of a tuple one after the other. */
  static List<ArrayLiteral> of(Literal literal) {
    if (literal instanceof ArrayLiteral array) {
      return List.of(array);
    }
    List<ArrayLiteral> leaves = new ArrayList<>();
    collect(literal, leaves);
    return leaves;
  }

  /** The arrays of several values. */
  static List<ArrayLiteral> of(List<Literal> literals) {
    List<ArrayLiteral> leaves = new ArrayList<>(literals.size());
    for (Literal literal : literals) {
      collect(literal, leaves);
    }
    return leaves;
  }

  private static void collect(Literal literal, List<ArrayLiteral> leaves) {
    if (literal instanceof ArrayLiteral array) {
      leaves.add(array);
    } else if (literal instanceof TupleLiteral tuple) {
      tuple.elements().forEach(element -> collect(element, leaves));
    } else {
      throw new IllegalArgumentException("not an array: " + literal.shape());
    }
  }
}
