package org.hlorun.language.inference;

import java.util.ArrayDeque;
import java.util.Deque;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Bounds on tuple shapes. A short program can make a huge shape, each tuple holding the last one
 * twice; and nested shapes are walked recursively.
 */
public final class TupleLimits {
  /** The deepest nesting of tuples. */
  public static final int MAX_DEPTH = 256;

  /** The greatest number of tuples and leaves in one shape. */
  public static final int MAX_NODES = 1 << 17;

  private TupleLimits() {}

  private record Level(Shape shape, int depth) {}

  /** What is wrong with the size of a shape, or null. */
  public static String problem(Shape shape) {
    if (!(shape instanceof TupleShape)) {
      return null;
    }
    Deque<Level> pending = new ArrayDeque<>();
    pending.push(new Level(shape, 1));
    int nodes = 1;
    while (!pending.isEmpty()) {
      Level level = pending.pop();
      if (level.depth > MAX_DEPTH) {
        return "the tuple is nested deeper than " + MAX_DEPTH;
      }
      if (level.shape instanceof TupleShape tuple) {
        nodes += tuple.size();
        if (nodes > MAX_NODES) {
          return "the tuple has more than " + MAX_NODES + " parts";
        }
        for (Shape element : tuple.elements()) {
          if (element instanceof TupleShape) {
            pending.push(new Level(element, level.depth + 1));
          }
        }
      }
    }
    return null;
  }

  static void check(Shape shape) {
    String problem = problem(shape);
    Check.that(problem == null, "The shape is too large: %s.", problem);
  }
}
