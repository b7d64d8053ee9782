package org.hlorun.language.shape;

import java.util.function.Predicate;

/**
 * The type of a value: an array, a tuple, a token, an opaque value or a buffer. {@code toString()}
 * is the HLO text with layouts, as instructions print it.
 */
public sealed interface Shape permits ArrayShape, TupleShape, TokenShape, OpaqueShape, BufferShape {

  /** The text with layouts ({@code f32[2,3]{1,0}}), or without ({@code f32[2,3]}). */
  String text(boolean withLayout);

  /**
   * Whether both have the same structure, element types and sizes; layouts and dynamic marks are
   * ignored (so {@code f32[<=4]} is compatible with {@code f32[4]}).
   */
  boolean isCompatible(Shape other);

  /**
   * This shape with every layout replaced by the default one (row major, no tiles, memory space 0).
   */
  Shape withDefaultLayout();

  /** Whether this is an array. */
  default boolean isArray() {
    return this instanceof ArrayShape;
  }

  /** Whether this is a tuple. */
  default boolean isTuple() {
    return this instanceof TupleShape;
  }

  /** Whether this is a token. */
  default boolean isToken() {
    return this instanceof TokenShape;
  }

  /** Whether this is an array of rank 0. */
  default boolean isScalar() {
    return this instanceof ArrayShape array && array.rank() == 0;
  }

  /**
   * This shape as an array.
   *
   * @throws IllegalStateException if it is something else
   */
  default ArrayShape asArray() {
    if (this instanceof ArrayShape array) {
      return array;
    }
    throw new IllegalStateException("expected an array shape, but it is " + this);
  }

  /**
   * This shape as a tuple.
   *
   * @throws IllegalStateException if it is something else
   */
  default TupleShape asTuple() {
    if (this instanceof TupleShape tuple) {
      return tuple;
    }
    throw new IllegalStateException("expected a tuple shape, but it is " + this);
  }

  /**
   * Whether some leaf (anything but a tuple; the element of a buffer) satisfies {@code predicate}.
   */
  default boolean anyLeaf(Predicate<Shape> predicate) {
    if (this instanceof TupleShape tuple) {
      for (Shape element : tuple.elements()) {
        if (element.anyLeaf(predicate)) {
          return true;
        }
      }
      return false;
    }
    return predicate.test(this instanceof BufferShape buffer ? buffer.element() : this);
  }

  /** The number of leaves below nested tuples; 1 for anything else. */
  default int leafCount() {
    if (!(this instanceof TupleShape tuple)) {
      return 1;
    }
    int count = 0;
    for (Shape element : tuple.elements()) {
      count += element.leafCount();
    }
    return count;
  }
}
