package org.hlorun.language.literal;

import java.lang.foreign.MemorySegment;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;

/** Arrays whose runtime sizes are below the bounds of their shape. */
public final class PartialArrays {
  private PartialArrays() {}

  /**
   * The elements within the runtime sizes, as an array of just these sizes.
   *
   * @return {@code array} itself if its runtime sizes are the bounds
   */
  public static ArrayLiteral compact(ArrayLiteral array) {
    if (!array.isPartial()) {
      return array;
    }
    LongList sizes = array.sizes();
    ArrayLiteral result = ArrayLiteral.allocate(ArrayShape.of(array.elementType(), sizes));
    int rank = sizes.size();
    long rowBytes = sizes.get(rank - 1) * array.elementType().byteSize();
    long rows = rowBytes == 0 ? 0 : result.shape().byteSize() / rowBytes;
    long[] index = new long[rank];
    for (long row = 0; row < rows; row++) {
      long from = 0;
      for (int d = 0; d < rank; d++) {
        from = from * array.shape().dimension(d) + index[d];
      }
      MemorySegment.copy(
          array.segment(),
          from * array.elementType().byteSize(),
          result.segment(),
          row * rowBytes,
          rowBytes);
      for (int d = rank - 2; d >= 0 && ++index[d] == sizes.get(d); d--) {
        index[d] = 0;
      }
    }
    return result;
  }
}
