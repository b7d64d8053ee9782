package org.hlorun.language.tensorfile;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Elements as a file has them, brought into the order and form of literals. */
final class ElementOrder {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ElementOrder() {}

  private static MemorySegment allocate(long bytes) {
    return ArrayLiteral.allocate(ArrayShape.of(ElementType.U8, bytes)).segment();
  }

  /** A copy with the bytes of every unit reversed. */
  static MemorySegment swapBytes(MemorySegment source, int unit) {
    MemorySegment target = allocate(source.byteSize());
    for (long at = 0; at < source.byteSize(); at += unit) {
      switch (unit) {
        case 1 -> target.set(JAVA_BYTE, at, source.get(JAVA_BYTE, at));
        case 2 -> target.set(SHORT, at, Short.reverseBytes(source.get(SHORT, at)));
        case 4 -> target.set(INT, at, Integer.reverseBytes(source.get(INT, at)));
        default -> target.set(LONG, at, Long.reverseBytes(source.get(LONG, at)));
      }
    }
    return target;
  }

  /** A row-major copy of elements whose first index is the fastest. */
  static MemorySegment toRowMajor(MemorySegment source, int elementBytes, LongList dimensions) {
    int rank = dimensions.size();
    MemorySegment target = allocate(source.byteSize());
    long[] strides = new long[rank];
    long stride = elementBytes;
    for (int d = 0; d < rank; d++) {
      strides[d] = stride;
      stride *= Math.max(1, dimensions.get(d));
    }
    long[] index = new long[rank];
    long from = 0;
    for (long to = 0; to < source.byteSize(); to += elementBytes) {
      copyElement(source, from, target, to, elementBytes);
      for (int d = rank - 1; d >= 0; d--) {
        from += strides[d];
        if (++index[d] < dimensions.get(d)) {
          break;
        }
        from -= strides[d] * index[d];
        index[d] = 0;
      }
    }
    return target;
  }

  private static void copyElement(
      MemorySegment source, long from, MemorySegment target, long to, int bytes) {
    switch (bytes) {
      case 1 -> target.set(JAVA_BYTE, to, source.get(JAVA_BYTE, from));
      case 2 -> target.set(SHORT, to, source.get(SHORT, from));
      case 4 -> target.set(INT, to, source.get(INT, from));
      case 8 -> target.set(LONG, to, source.get(LONG, from));
      default -> MemorySegment.copy(source, from, target, to, bytes);
    }
  }

  /**
   * The array itself, or a copy if some byte of it is not as a literal has it: 0 or 1 for {@code
   * pred}, sign- or zero-extended for sub-byte types.
   */
  static ArrayLiteral canonical(ArrayLiteral array) {
    if (array.elementType().bitWidth() >= 8) {
      return array;
    }
    ArrayLiteral copy = null;
    for (long i = 0; i < array.elementCount(); i++) {
      byte found = array.segment().get(JAVA_BYTE, i);
      byte wanted = canonicalByte(array, i);
      if (found != wanted) {
        if (copy == null) {
          copy = ArrayLiteral.allocate(array.shape());
          copy.segment().copyFrom(array.segment());
        }
        copy.segment().set(JAVA_BYTE, i, wanted);
      }
    }
    return copy == null ? array : copy;
  }

  private static byte canonicalByte(ArrayLiteral array, long index) {
    return (byte) (array.elementType().isFloat() ? array.getBits(index) : array.getLong(index));
  }
}
