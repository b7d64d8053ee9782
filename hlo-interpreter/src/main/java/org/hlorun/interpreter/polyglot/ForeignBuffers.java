package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Buffers of other languages: JavaScript typed arrays, Python's array.array and bytes, read in
 * bulk.
 */
final class ForeignBuffers {
  private static final InteropLibrary INTEROP = InteropLibrary.getUncached();
  private static final int CHUNK = 1 << 20;

  /**
   * Element types by the names of JavaScript's typed arrays and the codes of Python's array module.
   */
  private static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("Float64Array", ElementType.F64),
          Map.entry("Float32Array", ElementType.F32),
          Map.entry("Float16Array", ElementType.F16),
          Map.entry("BigInt64Array", ElementType.S64),
          Map.entry("BigUint64Array", ElementType.U64),
          Map.entry("Int32Array", ElementType.S32),
          Map.entry("Uint32Array", ElementType.U32),
          Map.entry("Int16Array", ElementType.S16),
          Map.entry("Uint16Array", ElementType.U16),
          Map.entry("Int8Array", ElementType.S8),
          Map.entry("Uint8Array", ElementType.U8),
          Map.entry("Uint8ClampedArray", ElementType.U8),
          Map.entry("d", ElementType.F64),
          Map.entry("f", ElementType.F32),
          Map.entry("q", ElementType.S64),
          Map.entry("Q", ElementType.U64),
          Map.entry("l", ElementType.S64),
          Map.entry("L", ElementType.U64),
          Map.entry("i", ElementType.S32),
          Map.entry("I", ElementType.U32),
          Map.entry("h", ElementType.S16),
          Map.entry("H", ElementType.U16),
          Map.entry("b", ElementType.S8),
          Map.entry("B", ElementType.U8));

  private ForeignBuffers() {}

  /** Bytes of a buffer and the type of its elements, null if they are raw bytes. */
  private record View(Object buffer, long offset, long bytes, ElementType type) {}

  /** The literal of a foreign buffer, or null if the value is none. */
  static ArrayLiteral read(String what, ArrayShape shape, Object value) throws InteropException {
    View view = view(value);
    if (view == null) {
      return null;
    }
    if (view.type == null || sameStorage(view.type, shape.elementType())) {
      HostArrays.requireBytes(what, shape, view.bytes);
      ArrayLiteral literal = ArrayLiteral.allocate(shape);
      copy(view, literal.segment());
      return literal;
    }
    return convert(what, shape, view);
  }

  private static View view(Object value) throws InteropException {
    if (INTEROP.hasMembers(value)
        && INTEROP.isMemberReadable(value, "buffer")
        && INTEROP.isMemberReadable(value, "byteLength")) {
      Object buffer = INTEROP.readMember(value, "buffer");
      if (INTEROP.hasBufferElements(buffer)) {
        long offset = INTEROP.asLong(INTEROP.readMember(value, "byteOffset"));
        long length = INTEROP.asLong(INTEROP.readMember(value, "byteLength"));
        return new View(buffer, offset, length, TYPES.get(metaName(value)));
      }
    }
    if (!INTEROP.hasBufferElements(value)) {
      return null;
    }
    ElementType type = null;
    if (INTEROP.hasMembers(value) && INTEROP.isMemberReadable(value, "typecode")) {
      type = TYPES.get(INTEROP.asString(INTEROP.readMember(value, "typecode")));
    }
    return new View(value, 0, INTEROP.getBufferSize(value), type);
  }

  private static String metaName(Object value) throws InteropException {
    return INTEROP.hasMetaObject(value)
        ? INTEROP.asString(INTEROP.getMetaSimpleName(INTEROP.getMetaObject(value)))
        : "";
  }

  /**
   * Whether elements of one type are those of the other bit for bit, or pairs of them make complex
   * numbers.
   */
  private static boolean sameStorage(ElementType given, ElementType wanted) {
    boolean bits =
        given.isInteger() && !wanted.isFloat() && !wanted.isComplex() || half(given, wanted);
    return given == wanted.componentType() || (bits && given.bitWidth() == wanted.bitWidth());
  }

  private static boolean half(ElementType given, ElementType wanted) {
    return (given == ElementType.U16 || given == ElementType.S16)
        && (wanted == ElementType.F16 || wanted == ElementType.BF16);
  }

  private static void copy(View view, MemorySegment target) throws InteropException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, view.bytes)];
    for (long done = 0; done < view.bytes; done += chunk.length) {
      int length = (int) Math.min(chunk.length, view.bytes - done);
      INTEROP.readBuffer(view.buffer, view.offset + done, chunk, 0, length);
      MemorySegment.copy(chunk, 0, target, ValueLayout.JAVA_BYTE, done, length);
    }
  }

  /** Elements of another type, converted in bulk. */
  private static ArrayLiteral convert(String what, ArrayShape shape, View view)
      throws InteropException {
    long count = view.bytes / view.type.byteSize();
    if (count != shape.elementCount()) {
      throw TensorReader.misfit(
          what, shape, "it has %d elements, not %d".formatted(count, shape.elementCount()));
    }
    ArrayLiteral source = ArrayLiteral.allocate(ArrayShape.of(view.type, count));
    copy(view, source.segment());
    ArrayLiteral target = ArrayLiteral.allocate(shape);
    boolean integers = !view.type.isFloat() && !shape.elementType().isFloat();
    double[] doubles = new double[1024];
    long[] longs = new long[1024];
    for (long i = 0; i < count; i += 1024) {
      int n = (int) Math.min(1024, count - i);
      if (integers) {
        ElementBlocks.readLongs(source, i, longs, 0, n);
        ElementBlocks.writeLongs(target, i, longs, 0, n);
      } else {
        ElementBlocks.readDoubles(source, i, doubles, 0, n);
        ElementBlocks.writeDoubles(target, i, doubles, 0, n);
      }
    }
    return target;
  }
}
