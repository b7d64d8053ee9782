package org.hlorun.interpreter.collective;

import java.lang.foreign.MemorySegment;
import org.hlorun.language.literal.ArrayLiteral;

/** Parts of arrays along one dimension. */
final class Pieces {
  private Pieces() {}

  /**
   * Copies indices {@code [from, from + count)} of a dimension to indices from {@code to} on of the
   * same dimension of another array, whose other dimensions are equal.
   */
  static void copy(
      ArrayLiteral source, long from, ArrayLiteral target, long to, long count, int dimension) {
    long inner = source.elementType().byteSize();
    for (int d = dimension + 1; d < source.shape().rank(); d++) {
      inner *= source.shape().dimension(d);
    }
    long outer = 1;
    for (int d = 0; d < dimension; d++) {
      outer *= source.shape().dimension(d);
    }
    long sourceRow = source.shape().dimension(dimension) * inner;
    long targetRow = target.shape().dimension(dimension) * inner;
    for (long i = 0; i < outer; i++) {
      MemorySegment.copy(
          source.segment(),
          i * sourceRow + from * inner,
          target.segment(),
          i * targetRow + to * inner,
          count * inner);
    }
  }
}
