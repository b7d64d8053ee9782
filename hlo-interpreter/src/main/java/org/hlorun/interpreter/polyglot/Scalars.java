package org.hlorun.interpreter.polyglot;

import java.lang.foreign.MemorySegment;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** Single elements as polyglot values. */
final class Scalars {
  private Scalars() {}

  /**
   * An element: a boolean, an int or long, a float or double where one of them holds it exactly; a
   * tensor of rank 0 for complex numbers and for {@code u64} beyond the range of long.
   */
  static Object element(ArrayLiteral literal, long index) {
    return switch (literal.elementType()) {
      case PRED -> literal.getBoolean(index);
      case S64, U32 -> literal.getLong(index);
      case U64 ->
          literal.getLong(index) >= 0 ? (Object) literal.getLong(index) : copy(literal, index);
      case F64 -> literal.getDouble(index);
      case C64, C128 -> copy(literal, index);
      default ->
          literal.elementType().isFloat()
              ? (Object) (float) literal.getDouble(index)
              : (Object) (int) literal.getLong(index);
    };
  }

  private static Tensor copy(ArrayLiteral literal, long index) {
    ArrayLiteral scalar = ArrayLiteral.allocate(ArrayShape.scalar(literal.elementType()));
    int size = literal.elementType().byteSize();
    MemorySegment.copy(literal.segment(), index * size, scalar.segment(), 0, size);
    return new Tensor(scalar);
  }
}
