package org.hlorun.benchmarks;

import java.util.stream.IntStream;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** Arrays of f32 as a library wants them. */
final class Rearranged {
  private Rearranged() {}

  /** Dimension {@code d} of the result is dimension {@code order[d]} of the array. */
  static ArrayLiteral transposed(ArrayLiteral array, int... order) {
    long[] sizes = IntStream.of(order).mapToLong(array.shape()::dimension).toArray();
    long[] strides = new long[order.length];
    for (int d = 0; d < order.length; d++) {
      strides[d] = 1;
      for (int inner = order[d] + 1; inner < order.length; inner++) {
        strides[d] *= array.shape().dimension(inner);
      }
    }
    ArrayLiteral result = ArrayLiteral.allocate(ArrayShape.of(array.elementType(), sizes));
    for (long i = 0; i < result.elementCount(); i++) {
      long from = 0;
      long rest = i;
      for (int d = order.length - 1; d >= 0; d--) {
        from += rest % sizes[d] * strides[d];
        rest /= sizes[d];
      }
      result.setDouble(i, array.getDouble(from));
    }
    return result;
  }

  /** The same elements in another shape. */
  static ArrayLiteral reshaped(ArrayLiteral array, long... sizes) {
    return ArrayLiteral.of(ArrayShape.of(array.elementType(), sizes), array.segment());
  }

  /** Equal parts of the first dimension in another order. */
  static ArrayLiteral blocks(ArrayLiteral array, int... order) {
    long each = array.elementCount() / order.length;
    ArrayLiteral result = ArrayLiteral.allocate(array.shape());
    for (int part = 0; part < order.length; part++) {
      for (long i = 0; i < each; i++) {
        result.setDouble(part * each + i, array.getDouble(order[part] * each + i));
      }
    }
    return result;
  }

  /** An array followed by as many zeros. */
  static ArrayLiteral beforeZeros(ArrayLiteral array) {
    long count = array.elementCount();
    ArrayLiteral result = ArrayLiteral.allocate(ArrayShape.of(array.elementType(), 2 * count));
    for (long i = 0; i < count; i++) {
      result.setDouble(i, array.getDouble(i));
      result.setDouble(count + i, 0);
    }
    return result;
  }
}
