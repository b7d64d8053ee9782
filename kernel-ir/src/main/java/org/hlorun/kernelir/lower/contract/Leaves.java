package org.hlorun.kernelir.lower.contract;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** The arrays that a shape consists of, in order; an array is its own only leaf. */
public final class Leaves {
  private Leaves() {}

  /**
   * The array leaves of a shape.
   *
   * @throws UnsupportedKernelException if there are tokens or other values that are not arrays
   */
  public static List<ArrayShape> of(Shape shape) {
    if (shape instanceof ArrayShape array) {
      return List.of(array);
    }
    List<ArrayShape> leaves = new ArrayList<>();
    collect(shape, leaves);
    return leaves;
  }

  private static void collect(Shape shape, List<ArrayShape> leaves) {
    if (shape instanceof ArrayShape array) {
      leaves.add(array);
    } else if (shape instanceof TupleShape tuple) {
      for (Shape element : tuple.elements()) {
        collect(element, leaves);
      }
    } else {
      throw new UnsupportedKernelException("a value of shape " + shape);
    }
  }

  /** The number of the first leaf of an element of a tuple shape. */
  public static int firstLeaf(Shape tuple, int element) {
    int leaf = 0;
    for (int i = 0; i < element; i++) {
      leaf += of(tuple.asTuple().element(i)).size();
    }
    return leaf;
  }
}
