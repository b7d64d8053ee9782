package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Buffers of other languages: JavaScript's typed arrays, Python's array.array, bytes and
 * memoryview, read and written in bulk.
 */
final class ForeignBuffers {
  private static final InteropLibrary INTEROP = InteropLibrary.getUncached();
  private static final int CHUNK = 1 << 20;
  private static final int BLOCK = 1024;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Element types by the names of JavaScript's typed arrays and the codes of Python's modules array
   * and struct.
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
          Map.entry("?", ElementType.PRED),
          Map.entry("e", ElementType.F16),
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

  /**
   * A buffer whose bytes are elements one behind the other.
   *
   * @param offset the byte that it begins at
   * @param bytes how many there are
   * @param type of the elements, null if they are raw bytes
   */
  record View(Object buffer, long offset, long bytes, ElementType type) {
    /** Whether the elements are those of a literal of the type, bit for bit. */
    boolean holds(ElementType wanted) {
      boolean half = wanted == ElementType.F16 || wanted == ElementType.BF16;
      return type == null
          || type == wanted.componentType()
          || half && (type == ElementType.U16 || type == ElementType.S16);
    }
  }

  /** The literal of a foreign buffer, or null if the value must be read element by element. */
  static ArrayLiteral read(String what, ArrayShape shape, Object value) throws InteropException {
    View view = view(value);
    if (view == null) {
      return null;
    }
    if (!view.holds(shape.elementType())) {
      return convert(what, shape, view);
    }
    HostArrays.requireBytes(what, shape, view.bytes);
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    copy(view, literal.segment());
    return HostArrays.requireElements(what, literal);
  }

  /** A value as a buffer of elements, or null if it is none or not known to be one. */
  static View view(Object value) throws InteropException {
    if (readable(value, "buffer") && readable(value, "byteLength")) {
      Object buffer = INTEROP.readMember(value, "buffer");
      if (INTEROP.hasBufferElements(buffer)) {
        ElementType type = TYPES.get(metaName(value));
        boolean unknown = type == null && readable(value, "BYTES_PER_ELEMENT");
        long offset = INTEROP.asLong(INTEROP.readMember(value, "byteOffset"));
        long length = INTEROP.asLong(INTEROP.readMember(value, "byteLength"));
        return unknown ? null : new View(buffer, offset, length, type);
      }
    }
    return INTEROP.hasBufferElements(value) ? pythonView(value) : null;
  }

  /** Arrays say a type code; memoryviews a format, and may be every other element of something. */
  private static View pythonView(Object value) throws InteropException {
    long bytes = INTEROP.getBufferSize(value);
    if (readable(value, "typecode")) {
      return typed(value, bytes, INTEROP.asString(INTEROP.readMember(value, "typecode")));
    }
    if (readable(value, "format") && readable(value, "c_contiguous")) {
      String format = INTEROP.asString(INTEROP.readMember(value, "format"));
      boolean dense = INTEROP.asBoolean(INTEROP.readMember(value, "c_contiguous"));
      boolean raw = format.equals("B") || format.equals("c");
      return !dense ? null : raw ? new View(value, 0, bytes, null) : typed(value, bytes, format);
    }
    return new View(value, 0, bytes, null);
  }

  private static View typed(Object value, long bytes, String code) {
    ElementType type = TYPES.get(code.startsWith("<") ? code.substring(1) : code);
    return type == null ? null : new View(value, 0, bytes, type);
  }

  private static boolean readable(Object value, String member) {
    return INTEROP.hasMembers(value) && INTEROP.isMemberReadable(value, member);
  }

  private static String metaName(Object value) throws InteropException {
    return INTEROP.hasMetaObject(value)
        ? INTEROP.asString(INTEROP.getMetaSimpleName(INTEROP.getMetaObject(value)))
        : "";
  }

  private static void copy(View view, MemorySegment target) throws InteropException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, view.bytes)];
    for (long done = 0; done < view.bytes; done += chunk.length) {
      int length = (int) Math.min(chunk.length, view.bytes - done);
      INTEROP.readBuffer(view.buffer, view.offset + done, chunk, 0, length);
      MemorySegment.copy(chunk, 0, target, ValueLayout.JAVA_BYTE, done, length);
    }
  }

  /** Writes bytes to the start of a view of at least as many, eight at a time. */
  static void write(MemorySegment source, View view) throws InteropException {
    long bytes = source.byteSize();
    long i = 0;
    for (; i + Long.BYTES <= bytes; i += Long.BYTES) {
      long word = source.get(WORD, i);
      INTEROP.writeBufferLong(view.buffer, ByteOrder.LITTLE_ENDIAN, view.offset + i, word);
    }
    for (; i < bytes; i++) {
      INTEROP.writeBufferByte(view.buffer, view.offset + i, source.get(ValueLayout.JAVA_BYTE, i));
    }
  }

  /** The elements of a view of another type. */
  private static ArrayLiteral convert(String what, ArrayShape shape, View view)
      throws InteropException {
    long count = view.bytes / view.type.byteSize();
    if (count != shape.elementCount()) {
      throw TensorReader.misfit(
          what, shape, "it has %d elements, not %d".formatted(count, shape.elementCount()));
    }
    ArrayLiteral source = ArrayLiteral.allocate(ArrayShape.of(view.type, count));
    copy(view, source.segment());
    return convert(what, shape, source);
  }

  /**
   * As many elements of another type, converted in bulk; floats are rounded, and what is no element
   * of an integer type is refused.
   */
  static ArrayLiteral convert(String what, ArrayShape shape, ArrayLiteral source) {
    ArrayLiteral target = ArrayLiteral.allocate(shape);
    boolean floats = shape.elementType().isFloat() || shape.elementType().isComplex();
    double[] doubles = new double[BLOCK];
    long[] longs = new long[BLOCK];
    for (long i = 0; i < shape.elementCount(); i += BLOCK) {
      int n = (int) Math.min(BLOCK, shape.elementCount() - i);
      if (floats) {
        ElementBlocks.readDoubles(source, i, doubles, 0, n);
        ElementBlocks.writeDoubles(target, i, doubles, 0, n);
      } else {
        readIntegers(what, shape, source, i, longs, n);
        ElementBlocks.writeLongs(target, i, longs, 0, n);
      }
    }
    return target;
  }

  private static void readIntegers(
      String what, ArrayShape shape, ArrayLiteral source, long start, long[] longs, int count) {
    if (source.elementType().isFloat()) {
      for (int i = 0; i < count; i++) {
        double value = source.getDouble(start + i);
        longs[i] = (long) value;
        if (longs[i] != value || longs[i] == Long.MAX_VALUE) {
          throw TensorReader.misfit(what, shape, value + " is not a " + shape.elementType());
        }
      }
    } else {
      ElementBlocks.readLongs(source, start, longs, 0, count);
    }
    boolean unsigned = source.elementType() == ElementType.U64;
    for (int i = 0; i < count; i++) {
      if (unsigned && longs[i] < 0) {
        throw TensorReader.outOfRange(what, shape, Long.toUnsignedString(longs[i]));
      }
      TensorReader.integer(what, shape, longs[i]);
    }
  }
}
