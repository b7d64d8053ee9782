package org.hlorun.language.verifier;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.TupleLimits;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** What holds for every shape (I5 to I7). */
final class ShapeRules {
  /** Tuples that were checked: many instructions may share a large one. */
  private final Set<Shape> checked = Collections.newSetFromMap(new IdentityHashMap<>());

  void check(Shape shape) {
    if (shape instanceof ArrayShape array) {
      checkArray(array);
      return;
    }
    if (!checked.add(shape)) {
      return;
    }
    String problem = TupleLimits.problem(shape);
    Violation.unless(problem == null, Invariant.SIZES, "The shape is too large: %s", problem);
    Deque<Shape> pending = new ArrayDeque<>();
    pending.push(shape);
    while (!pending.isEmpty()) {
      Shape next = pending.pop();
      if (next instanceof TupleShape tuple) {
        tuple.elements().forEach(pending::push);
      } else if (next instanceof ArrayShape array) {
        checkArray(array);
      } else if (next instanceof BufferShape buffer) {
        checkArray(buffer.element());
      }
    }
  }

  private static void checkArray(ArrayShape shape) {
    if (shape.hasUnboundedDimensions()) {
      throw Violation.of(Invariant.BOUNDS, "Shape %s has an unbounded dimension", shape)
          .withRemedy("give the dimension a bound, as in <=128");
    }
    for (int i = 0; i < shape.rank(); i++) {
      Violation.unless(
          shape.dimension(i) >= 0, Invariant.SIZES, "Shape %s has a negative dimension", shape);
    }
    checkLayout(shape);
    try {
      shape.byteSize();
    } catch (ArithmeticException e) {
      throw Violation.of(Invariant.SIZES, "The size of shape %s overflows 63 bits", shape);
    }
  }

  private static void checkLayout(ArrayShape shape) {
    LongList minorToMajor = shape.layout().minorToMajor();
    long seen = 0;
    for (int i = 0; i < minorToMajor.size(); i++) {
      long dimension = minorToMajor.get(i);
      Violation.unless(
          dimension >= 0 && dimension < shape.rank(),
          Invariant.LAYOUTS,
          "layout minor_to_major field has out-of-bounds value: {%s}; shape: %s",
          minorToMajor,
          shape);
      Violation.unless(
          (seen >>> dimension & 1) == 0,
          Invariant.LAYOUTS,
          "layout minor_to_major field has duplicate values: {%s}; shape: %s",
          minorToMajor,
          shape);
      seen |= 1L << dimension;
    }
  }
}
