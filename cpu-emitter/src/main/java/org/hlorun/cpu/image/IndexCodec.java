package org.hlorun.cpu.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.backend.ProgramSignature.Parameter;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Index entries as bytes: their parts one after the other, in big-endian numbers. */
final class IndexCodec {
  /** The mark of a tuple, in the place of the name of an element type. */
  private static final String TUPLE = "";

  private IndexCodec() {}

  /**
   * The bytes of an entry; empty if its signature has shapes that this form does not have (dynamic
   * sizes, tiles).
   */
  static Optional<byte[]> encode(IndexEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(entry.image());
      out.writeUTF(entry.reference());
      out.writeInt(entry.instructions());
      out.writeInt(entry.signature().parameters().size());
      for (Parameter parameter : entry.signature().parameters()) {
        out.writeUTF(parameter.name());
        write(out, parameter.shape());
      }
      write(out, entry.signature().result());
      return decode(bytes.toByteArray()).equals(entry)
          ? Optional.of(bytes.toByteArray())
          : Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but memory
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IOException if it is something else
   */
  static IndexEntry decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      String image = in.readUTF();
      String reference = in.readUTF();
      int instructions = in.readInt();
      List<Parameter> parameters = new ArrayList<>();
      for (int rest = in.readInt(); rest > 0; rest--) {
        parameters.add(new Parameter(in.readUTF(), readShape(in)));
      }
      return new IndexEntry(
          image, reference, new ProgramSignature(parameters, readShape(in)), instructions);
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
  }

  private static void write(DataOutputStream out, Shape shape) throws IOException {
    if (shape instanceof TupleShape tuple) {
      out.writeUTF(TUPLE);
      out.writeInt(tuple.size());
      for (Shape element : tuple.elements()) {
        write(out, element);
      }
    } else if (shape instanceof ArrayShape array) {
      out.writeUTF(array.elementType().name());
      write(out, array.dimensions());
      write(out, array.layout().minorToMajor());
    } else {
      throw new UnsupportedOperationException(shape.text(true));
    }
  }

  private static Shape readShape(DataInputStream in) throws IOException {
    String type = in.readUTF();
    if (!type.equals(TUPLE)) {
      ArrayShape shape = ArrayShape.of(ElementType.valueOf(type), readNumbers(in));
      LongList order = readNumbers(in);
      return order.equals(shape.layout().minorToMajor())
          ? shape
          : shape.withLayout(Layout.of(order));
    }
    List<Shape> elements = new ArrayList<>();
    for (int rest = in.readInt(); rest > 0; rest--) {
      elements.add(readShape(in));
    }
    return new TupleShape(elements);
  }

  private static void write(DataOutputStream out, LongList numbers) throws IOException {
    out.writeByte(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      out.writeLong(numbers.get(i));
    }
  }

  private static LongList readNumbers(DataInputStream in) throws IOException {
    long[] numbers = new long[in.readUnsignedByte()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.readLong();
    }
    return LongList.of(numbers);
  }
}
