package org.hlorun.language.literal;

import org.hlorun.language.shape.Shape;

/** A value of a program: an array, a tuple or a token (which also stands for opaque values). */
public sealed interface Literal permits ArrayLiteral, TupleLiteral, TokenLiteral {

  Shape shape();

  /**
   * This literal as an array.
   *
   * @throws IllegalStateException if it is something else
   */
  default ArrayLiteral asArray() {
    if (this instanceof ArrayLiteral array) {
      return array;
    }
    throw new IllegalStateException("expected an array, but the value is a " + shape());
  }

  /**
   * This literal as a tuple.
   *
   * @throws IllegalStateException if it is something else
   */
  default TupleLiteral asTuple() {
    if (this instanceof TupleLiteral tuple) {
      return tuple;
    }
    throw new IllegalStateException("expected a tuple, but the value is a " + shape());
  }
}
