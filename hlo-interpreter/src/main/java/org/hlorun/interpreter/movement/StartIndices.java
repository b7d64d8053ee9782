package org.hlorun.interpreter.movement;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/** Start indices that come as data, of any integer type. */
final class StartIndices {
  private StartIndices() {}

  /**
   * The start index at a linear position. Unsigned types are read as unsigned; values beyond {@code
   * Long.MAX_VALUE} saturate, which is as far out of range as any.
   */
  static long get(ArrayLiteral indices, long position) {
    long index = indices.getLong(position);
    return index < 0 && indices.elementType() == ElementType.U64 ? Long.MAX_VALUE : index;
  }

  /**
   * The start along a dimension of a dynamic slice: from one scalar per dimension, or from one
   * vector.
   *
   * @param first the position of the first start operand
   */
  static long ofDimension(Literal[] operands, int first, int dimension) {
    ArrayLiteral vectorOrScalar = operands[first].asArray();
    return vectorOrScalar.shape().rank() == 1
        ? get(vectorOrScalar, dimension)
        : get(operands[first + dimension].asArray(), 0);
  }

  /** The nearest start at which a window of {@code windowSize} lies inside {@code size}. */
  static long clamp(long start, long size, long windowSize) {
    return Math.clamp(start, 0, Math.max(0, size - windowSize));
  }
}
