package org.hlorun.language.tensorfile;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.PartialArrays;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * NumPy's {@code .npy}: one array. All versions and byte orders and both index orders are read.
 * Little-endian row-major arrays, which is what NumPy writes, are mapped into memory.
 *
 * <p>Types of the Python package ml_dtypes are written as NumPy writes them ({@code bfloat16} as
 * {@code V2}); NumPy forgets which type it was, and gets it back by {@code
 * numpy.load(file).view(ml_dtypes.bfloat16)}.
 */
public final class NpyFile {
  private NpyFile() {}

  /**
   * Reads an array.
   *
   * @param expected the type expected, which only tells apart what NumPy calls {@code V1}
   * @throws org.hlorun.language.diagnostic.HloException {@code FILE} if the file cannot be read,
   *     {@code FILE_FORMAT} if it is damaged or has an element type that HLO has not
   */
  public static ArrayLiteral read(Path file, Optional<ElementType> expected) {
    return read(file.toString(), FileMapping.map(file), expected);
  }

  /** Reads an array from the contents of a file, of which the result may be a part. */
  static ArrayLiteral read(String file, MemorySegment contents, Optional<ElementType> expected) {
    NpyHeader header = NpyHeaderReader.read(file, contents);
    ElementType type = elementType(file, header.descriptor(), expected);
    ArrayShape shape = ArrayShape.of(type, header.dimensions());
    long bytes = checkSize(file, header, shape, contents.byteSize() - header.dataOffset());
    MemorySegment data = contents.asSlice(header.dataOffset(), bytes);
    try {
      if (header.descriptor().startsWith(">")) {
        data = ElementOrder.swapBytes(data, type.componentType().byteSize());
      }
      if (header.fortranOrder()) {
        data = ElementOrder.toRowMajor(data, type.byteSize(), header.dimensions());
      }
      return ElementOrder.canonical(ArrayLiteral.of(shape, data));
    } catch (OutOfMemoryError e) {
      throw FileProblems.memory(file, bytes, e);
    }
  }

  private static ElementType elementType(
      String file, String descriptor, Optional<ElementType> expected) {
    boolean hasOrder = !descriptor.isEmpty() && "<>|=".indexOf(descriptor.charAt(0)) >= 0;
    String name = hasOrder ? descriptor.substring(1) : descriptor;
    if (NumpyTypes.isAmbiguous(name)) {
      return expected
          .filter(NumpyTypes::hasAmbiguousName)
          .orElseThrow(
              () ->
                  FileProblems.unsupported(
                      file,
                      "the element type '%s' may be any 8-bit float or sub-byte integer%s."
                          .formatted(
                              descriptor,
                              expected.map(t -> ", but not the expected " + t).orElse("")),
                      "Save the array as one of NumPy's own types, such as numpy.float32."));
    }
    return NumpyTypes.of(name)
        .orElseThrow(
            () ->
                FileProblems.unsupported(
                    file,
                    "the element type '" + descriptor + "' is none of HLO's.",
                    "Save the array as a bool, integer, float or complex type of NumPy."));
  }

  private static long checkSize(String file, NpyHeader header, ArrayShape shape, long available) {
    long bytes;
    try {
      bytes = shape.byteSize();
    } catch (ArithmeticException e) {
      bytes = Long.MAX_VALUE;
    }
    if (bytes != available) {
      throw FileProblems.format(
          file,
          header.dataOffset(),
          "%s bytes of elements for %s"
              .formatted(bytes == Long.MAX_VALUE ? "2^63 or more" : bytes, shape.text(false)),
          available + " bytes");
    }
    return bytes;
  }

  /**
   * Writes an array; of dynamic dimensions, what is there at run time.
   *
   * @throws org.hlorun.language.diagnostic.HloException {@code FILE} if it cannot be written
   */
  public static void write(Path file, ArrayLiteral array) {
    AtomicFile.write(file, channel -> write(channel, array));
  }

  static void write(WritableByteChannel channel, ArrayLiteral array) throws IOException {
    ArrayLiteral dense = PartialArrays.compact(array);
    AtomicFile.write(
        channel, ByteBuffer.wrap(NpyHeader.encode(dense.elementType(), dense.sizes())));
    AtomicFile.write(channel, dense.segment());
  }
}
