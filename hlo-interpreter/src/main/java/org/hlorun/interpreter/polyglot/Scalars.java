package org.hlorun.interpreter.polyglot;

import java.lang.foreign.MemorySegment;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

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

  /**
   * The character that Python's module struct and the buffer protocol have for an element type;
   * {@code B}, bytes, for those that they do not know.
   */
  static String format(ElementType type) {
    return switch (type) {
      case PRED -> "?";
      case S8, S4, S2, S1 -> "b";
      case S16 -> "h";
      case U16 -> "H";
      case S32 -> "i";
      case U32 -> "I";
      case S64 -> "q";
      case U64 -> "Q";
      case F16 -> "e";
      case F32 -> "f";
      case F64 -> "d";
      default -> "B";
    };
  }

  private static Tensor copy(ArrayLiteral literal, long index) {
    ArrayLiteral scalar = ArrayLiteral.allocate(ArrayShape.scalar(literal.elementType()));
    int size = literal.elementType().byteSize();
    MemorySegment.copy(literal.segment(), index * size, scalar.segment(), 0, size);
    return new Tensor(scalar);
  }
}
