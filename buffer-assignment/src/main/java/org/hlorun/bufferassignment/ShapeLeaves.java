package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** The leaves of shapes: an array, token or other shape is its own only leaf. */
public final class ShapeLeaves {
  private ShapeLeaves() {}

  /** All leaves in order. */
  public static List<Shape> of(Shape shape) {
    if (!(shape instanceof TupleShape)) {
      return List.of(shape);
    }
    List<Shape> leaves = new ArrayList<>();
    collect(shape, leaves);
    return leaves;
  }

  private static void collect(Shape shape, List<Shape> leaves) {
    if (shape instanceof TupleShape tuple) {
      tuple.elements().forEach(element -> collect(element, leaves));
    } else {
      leaves.add(shape);
    }
  }

  /** The number of the first leaf of an element of a tuple. */
  public static int first(Shape tuple, long element) {
    int leaf = 0;
    for (int i = 0; i < element; i++) {
      leaf += of(tuple.asTuple().element(i)).size();
    }
    return leaf;
  }
}
