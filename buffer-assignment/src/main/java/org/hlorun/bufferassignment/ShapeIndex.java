package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * The place of a leaf in a shape: the element numbers to follow through nested tuples; empty for a
 * shape that is no tuple.
 */
public record ShapeIndex(LongList path) {
  /** The index of a shape that is no tuple. */
  public static final ShapeIndex ROOT = new ShapeIndex(LongList.empty());

  public static ShapeIndex of(long... path) {
    return path.length == 0 ? ROOT : new ShapeIndex(LongList.of(path));
  }

  /**
   * The indices of all leaves of a shape (arrays, tokens, opaque values), in depth-first order: the
   * order in which leaves are numbered.
   */
  public static List<ShapeIndex> leaves(Shape shape) {
    if (!shape.isTuple()) {
      return List.of(ROOT);
    }
    List<ShapeIndex> found = new ArrayList<>();
    collect(shape, new long[0], found);
    return found;
  }

  private static void collect(Shape shape, long[] path, List<ShapeIndex> found) {
    if (!(shape instanceof TupleShape tuple)) {
      found.add(of(path));
      return;
    }
    for (int i = 0; i < tuple.size(); i++) {
      long[] longer = java.util.Arrays.copyOf(path, path.length + 1);
      longer[path.length] = i;
      collect(tuple.element(i), longer, found);
    }
  }

  /**
   * The number of this leaf among the leaves of {@code shape}.
   *
   * @throws IllegalArgumentException if there is no leaf here
   */
  public int leafNumber(Shape shape) {
    int number = 0;
    Shape here = shape;
    for (int depth = 0; depth < path.size(); depth++) {
      long element = path.get(depth);
      if (!(here instanceof TupleShape tuple) || element < 0 || element >= tuple.size()) {
        throw new IllegalArgumentException(shape + " has no element " + this);
      }
      for (int i = 0; i < element; i++) {
        number += tuple.element(i).leafCount();
      }
      here = tuple.element((int) element);
    }
    if (here.isTuple()) {
      throw new IllegalArgumentException(this + " of " + shape + " is a tuple");
    }
    return number;
  }

  // Written out, as that takes less time than having the JVM make the code.
  @Override
  public boolean equals(Object other) {
    return other instanceof ShapeIndex index && path.equals(index.path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  /** As in HLO text: {@code {1,0}}. */
  @Override
  public String toString() {
    return "{" + path + "}";
  }
}
