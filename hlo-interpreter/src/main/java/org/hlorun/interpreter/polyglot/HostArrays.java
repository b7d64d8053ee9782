package org.hlorun.interpreter.polyglot;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Java objects as literals: flat primitive arrays, NIO buffers and memory segments, in one copy or
 * none.
 */
final class HostArrays {
  private HostArrays() {}

  /**
   * The literal of a host object, or null if it must be read element by element. A native memory
   * segment is not copied; everything else is.
   */
  static ArrayLiteral read(String what, ArrayShape shape, Object host) {
    if (host == null) {
      return null;
    }
    if (host instanceof MemorySegment segment) {
      requireBytes(what, shape, segment.byteSize());
      return requireElements(what, ArrayLiteral.of(shape, segment.asReadOnly()));
    }
    if (host instanceof Buffer buffer) {
      return bytes(buffer) == null ? null : copy(what, shape, MemorySegment.ofBuffer(buffer));
    }
    ElementType type = shape.elementType();
    return switch (host) {
      case float[] a when type == ElementType.F32 || type == ElementType.C64 ->
          copy(what, shape, MemorySegment.ofArray(a));
      case double[] a when type == ElementType.F64 || type == ElementType.C128 ->
          copy(what, shape, MemorySegment.ofArray(a));
      case long[] a when type == ElementType.S64 || type == ElementType.U64 ->
          copy(what, shape, MemorySegment.ofArray(a));
      case int[] a when type == ElementType.S32 || type == ElementType.U32 ->
          copy(what, shape, MemorySegment.ofArray(a));
      case short[] a when type == ElementType.S16 || type == ElementType.U16 || isHalf(type) ->
          copy(what, shape, MemorySegment.ofArray(a));
      case byte[] a when type == ElementType.S8 || type == ElementType.U8 ->
          copy(what, shape, MemorySegment.ofArray(a));
      default -> null;
    };
  }

  private static boolean isHalf(ElementType type) {
    return type == ElementType.F16 || type == ElementType.BF16;
  }

  /** The buffer if its bytes are little endian, else null. */
  private static Buffer bytes(Buffer buffer) {
    ByteOrder order =
        switch (buffer) {
          case ByteBuffer b -> ByteOrder.LITTLE_ENDIAN; // raw bytes are little endian by definition
          case FloatBuffer b -> b.order();
          case DoubleBuffer b -> b.order();
          case IntBuffer b -> b.order();
          case LongBuffer b -> b.order();
          case ShortBuffer b -> b.order();
          default -> ByteOrder.BIG_ENDIAN;
        };
    return order == ByteOrder.LITTLE_ENDIAN ? buffer : null;
  }

  private static ArrayLiteral copy(String what, ArrayShape shape, MemorySegment source) {
    requireBytes(what, shape, source.byteSize());
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    literal.segment().copyFrom(source);
    return requireElements(what, literal);
  }

  /**
   * An array whose bytes somebody gave, if they are elements: truth values are 0 and 1, and
   * integers below a byte are in their range.
   */
  static ArrayLiteral requireElements(String what, ArrayLiteral array) {
    ElementType type = array.elementType();
    boolean narrow = type.isPred() || type.isInteger() && type.bitWidth() < Byte.SIZE;
    if (narrow && array.segment().isAccessibleBy(Thread.currentThread()) && isAlive(array)) {
      for (long i = 0; i < array.segment().byteSize(); i++) {
        TensorReader.integer(what, array.shape(), array.segment().get(ValueLayout.JAVA_BYTE, i));
      }
    }
    return array;
  }

  /** The run complains about the others. */
  private static boolean isAlive(ArrayLiteral array) {
    return array.segment().scope().isAlive();
  }

  static void requireBytes(String what, ArrayShape shape, long bytes) {
    if (bytes != shape.byteSize()) {
      int size = shape.elementType().byteSize();
      throw TensorReader.misfit(
          what,
          shape,
          "it has %d bytes (%d elements), but %d (%d) are wanted"
              .formatted(bytes, bytes / size, shape.byteSize(), shape.elementCount()));
    }
  }
}
