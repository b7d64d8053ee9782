package org.hlorun.language.literal;

import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Values that are all zero. */
public final class Zeros {
  private Zeros() {}

  /**
   * The zero of a shape: arrays of zeros, tuples of them, tokens.
   *
   * @throws ArithmeticException if an array's size is unbounded or too large
   */
  public static Literal of(Shape shape) {
    return switch (shape) {
      case ArrayShape array -> ArrayLiteral.allocate(array);
      case BufferShape buffer -> ArrayLiteral.allocate(buffer.element());
      case TupleShape tuple -> new TupleLiteral(tuple.elements().stream().map(Zeros::of).toList());
      default -> new TokenLiteral(shape);
    };
  }
}
