package org.hlorun.language.tensorfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.PartialArrays;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Hugging Face's safetensors: a length, a JSON header, the bytes of the arrays. Arrays are mapped
 * into memory, whatever the size of the file.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">The format</a>
 */
public final class SafetensorsFile {
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The limit of the format's reference implementation. */
  private static final long MAX_HEADER = 100_000_000;

  /**
   * Bytes: the arrays begin at a multiple of this. The format asks for 8; vectors of 64 bytes that
   * lie across two lines of the caches are read more slowly.
   */
  private static final int DATA_ALIGNMENT = 64;

  private SafetensorsFile() {}

  /**
   * Reads all arrays, by name, in the order of the header.
   *
   * @throws org.hlorun.language.diagnostic.HloException {@code FILE} if the file cannot be read,
   *     {@code FILE_FORMAT} if it is damaged or has an element type that HLO has not or packs
   */
  public static SequencedMap<String, ArrayLiteral> read(Path file) {
    MemorySegment contents = FileMapping.map(file);
    String name = file.toString();
    long start = Long.BYTES;
    if (contents.byteSize() < start) {
      throw FileProblems.format(
          name, contents.byteSize(), "the 8 bytes of the header's length", "the end of the file");
    }
    long length = contents.get(LENGTH, 0);
    long most = Math.min(MAX_HEADER, contents.byteSize() - start);
    if (length < 0 || length > most) {
      throw FileProblems.format(
          name,
          0,
          "a header of at most " + most + " bytes",
          "a length of " + Long.toUnsignedString(length));
    }
    byte[] text = contents.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
    SequencedMap<String, SafetensorsHeader.Tensor> tensors =
        SafetensorsHeader.read(name, text, start);
    MemorySegment data = contents.asSlice(start + length);
    checkCoverage(name, tensors, data.byteSize(), start + length);
    SequencedMap<String, ArrayLiteral> arrays = new LinkedHashMap<>();
    tensors.forEach((key, tensor) -> arrays.put(key, array(name, key, tensor, data)));
    return Collections.unmodifiableSequencedMap(arrays);
  }

  /** The arrays must lie side by side and fill the file. */
  private static void checkCoverage(
      String file,
      SequencedMap<String, SafetensorsHeader.Tensor> tensors,
      long available,
      long dataStart) {
    List<SafetensorsHeader.Tensor> byPlace = new ArrayList<>(tensors.values());
    byPlace.sort(
        Comparator.comparingLong(SafetensorsHeader.Tensor::begin)
            .thenComparingLong(SafetensorsHeader.Tensor::end));
    long end = 0;
    for (SafetensorsHeader.Tensor tensor : byPlace) {
      if (tensor.begin() != end || tensor.end() < tensor.begin() || tensor.end() > available) {
        throw FileProblems.format(
            file,
            tensor.headerOffset(),
            "data_offsets from %d to at most %d".formatted(end, available),
            "%d to %d".formatted(tensor.begin(), tensor.end()));
      }
      end = tensor.end();
    }
    if (end != available) {
      throw FileProblems.format(
          file, dataStart + end, "the end of the file", available - end + " more bytes");
    }
  }

  private static ArrayLiteral array(
      String file, String name, SafetensorsHeader.Tensor tensor, MemorySegment data) {
    if (SafetensorsTypes.isPacked(tensor.type())) {
      throw FileProblems.unsupported(
          file,
          "%s has the element type %s, whose elements are not whole bytes."
              .formatted(name, tensor.type()),
          "Save it as F8_E4M3 or wider.");
    }
    ElementType type =
        SafetensorsTypes.of(tensor.type())
            .orElseThrow(
                () ->
                    FileProblems.format(
                        file,
                        tensor.headerOffset(),
                        "an element type of safetensors for " + name,
                        tensor.type()));
    ArrayShape shape = ArrayShape.of(type, tensor.dimensions());
    long bytes;
    try {
      bytes = shape.byteSize();
    } catch (ArithmeticException e) {
      bytes = -1;
    }
    if (bytes != tensor.end() - tensor.begin()) {
      throw FileProblems.format(
          file,
          tensor.headerOffset(),
          "%s bytes for %s, a %s"
              .formatted(bytes < 0 ? "2^63 or more" : bytes, name, shape.text(false)),
          "data_offsets %d to %d".formatted(tensor.begin(), tensor.end()));
    }
    return ElementOrder.canonical(ArrayLiteral.of(shape, data.asSlice(tensor.begin(), bytes)));
  }

  /**
   * Writes arrays by name; of dynamic dimensions, what is there at run time. The header keeps the
   * order; the bytes are sorted by falling element size, so that each array is aligned.
   *
   * @throws org.hlorun.language.diagnostic.HloException {@code FILE} if the file cannot be written,
   *     {@code FILE_FORMAT} if safetensors has no such element type
   */
  public static void write(Path file, Map<String, ArrayLiteral> arrays) {
    if (arrays.containsKey(SafetensorsHeader.METADATA)) {
      throw FileProblems.unsupported(
          file.toString(),
          "no array can be called " + SafetensorsHeader.METADATA + " in safetensors.",
          "Give it another name.");
    }
    SequencedMap<String, ArrayLiteral> dense = new LinkedHashMap<>();
    arrays.forEach((name, array) -> dense.put(name, PartialArrays.compact(array)));
    List<String> places = new ArrayList<>(dense.keySet());
    places.sort(
        Comparator.comparingInt(name -> -dense.get(name).elementType().componentType().byteSize()));
    byte[] header = header(file, dense, places);
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          AtomicFile.write(channel, length.putLong(0, header.length));
          AtomicFile.write(channel, ByteBuffer.wrap(header));
          for (String name : places) {
            AtomicFile.write(channel, dense.get(name).segment());
          }
        });
  }

  private static byte[] header(
      Path file, SequencedMap<String, ArrayLiteral> arrays, List<String> places) {
    Map<String, Long> begins = new LinkedHashMap<>();
    long end = 0;
    for (String name : places) {
      begins.put(name, end);
      end += arrays.get(name).shape().byteSize();
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, ArrayLiteral> entry : arrays.entrySet()) {
        ArrayShape shape = entry.getValue().shape();
        json.writeObjectFieldStart(entry.getKey());
        json.writeStringField("dtype", typeName(file, entry.getKey(), shape.elementType()));
        json.writeFieldName("shape");
        json.writeArray(shape.dimensions().toArray(), 0, shape.rank());
        long begin = begins.get(entry.getKey());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, begin + shape.byteSize()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    while ((Long.BYTES + text.size()) % DATA_ALIGNMENT != 0) {
      text.write(' ');
    }
    return text.toByteArray();
  }

  private static String typeName(Path file, String name, ElementType type) {
    return SafetensorsTypes.nameOf(type)
        .orElseThrow(
            () ->
                FileProblems.unsupported(
                    file.toString(),
                    "safetensors has no element type %s, which %s has.".formatted(type, name),
                    "Write .npz instead."));
  }
}
