package org.hlorun.language.proto;

import java.lang.foreign.MemorySegment;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** The elements of a literal in the order of its layout rather than row major. */
final class LayoutOrder {
  private final ArrayShape shape;
  private final MemorySegment rowMajor;
  private final MemorySegment ordered;

  private LayoutOrder(ArrayShape shape, MemorySegment rowMajor, MemorySegment ordered) {
    this.shape = shape;
    this.rowMajor = rowMajor;
    this.ordered = ordered;
  }

  /** The same elements as {@code literal}, in row-major shape, in the order of its layout. */
  static ArrayLiteral fromRowMajor(ArrayLiteral literal) {
    if (literal.shape().layout().isRowMajor()) {
      return literal;
    }
    ArrayLiteral ordered = ArrayLiteral.allocate(literal.shape());
    new LayoutOrder(literal.shape(), literal.segment(), ordered.segment()).copy(true);
    return ordered;
  }

  /** The literal whose elements {@code ordered} has in the order of its layout. */
  static ArrayLiteral toRowMajor(ArrayLiteral ordered) {
    if (ordered.shape().layout().isRowMajor()) {
      return ordered;
    }
    ArrayLiteral literal = ArrayLiteral.allocate(ordered.shape());
    new LayoutOrder(ordered.shape(), literal.segment(), ordered.segment()).copy(false);
    return literal;
  }

  /** Counts through the elements in layout order and follows their row-major index. */
  private void copy(boolean toOrdered) {
    int rank = shape.rank();
    int[] dimension = shape.layout().minorToMajor().toIntArray();
    long[] stride = new long[rank];
    long step = 1;
    for (int d = rank - 1; d >= 0; d--) {
      stride[d] = step;
      step *= shape.dimension(d);
    }
    long bytes = shape.elementType().byteSize();
    long[] index = new long[rank];
    long source = 0;
    for (long position = 0; position < shape.elementCount(); position++) {
      if (toOrdered) {
        MemorySegment.copy(rowMajor, source * bytes, ordered, position * bytes, bytes);
      } else {
        MemorySegment.copy(ordered, position * bytes, rowMajor, source * bytes, bytes);
      }
      for (int i = 0; i < rank; i++) {
        int d = dimension[i];
        source += stride[d];
        if (++index[d] < shape.dimension(d)) {
          break;
        }
        source -= index[d] * stride[d];
        index[d] = 0;
      }
    }
  }
}
