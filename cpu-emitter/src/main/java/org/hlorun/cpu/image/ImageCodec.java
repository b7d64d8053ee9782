package org.hlorun.cpu.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.cpu.emitter.KernelCall;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;

/** Images as bytes: their parts one after the other, in big-endian numbers; lists by length. */
final class ImageCodec {
  private ImageCodec() {}

  /** Writes an element. */
  private interface Writer<T> {
    void write(DataOutputStream out, T element) throws IOException;
  }

  /** Reads an element. */
  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  static byte[] encode(ProgramImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeList(out, image.objects(), ImageCodec::writeBytes);
      writeList(out, image.calls(), ImageCodec::writeCall);
      writeList(out, image.table(), ImageCodec::writeSlot);
      writeList(out, image.constants(), ImageCodec::writeConstant);
      writeList(out, image.handedBack(), ImageCodec::writeHandedBack);
      writeList(out, image.loops(), ImageCodec::writePlace);
      writeList(
          out,
          image.largest() == null ? List.of() : List.of(image.largest()),
          ImageCodec::writePlace);
      out.writeLong(image.temporaryBytes());
      out.writeLong(image.scratchBytes());
      out.writeLong(image.resultBytes());
      out.writeBoolean(image.usesWorkers());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written to but memory
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IOException if it is something else
   */
  static ProgramImage decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<byte[]> objects = readList(in, ImageCodec::readBytes);
    List<KernelCall> calls = readList(in, ImageCodec::readCall);
    List<TableSlot> table = readList(in, ImageCodec::readSlot);
    List<MemorySegment> constants = readList(in, ImageCodec::readConstant);
    List<HandedBack> handedBack = readList(in, ImageCodec::readHandedBack);
    List<NamedPlace> loops = readList(in, ImageCodec::readPlace);
    List<NamedPlace> largest = readList(in, ImageCodec::readPlace);
    return new ProgramImage(
        objects,
        calls,
        table,
        constants,
        handedBack,
        loops,
        largest.isEmpty() ? null : largest.getFirst(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean());
  }

  private static <T> void writeList(DataOutputStream out, List<T> list, Writer<T> writer)
      throws IOException {
    out.writeInt(list.size());
    for (T element : list) {
      writer.write(out, element);
    }
  }

  private static <T> List<T> readList(DataInputStream in, Reader<T> reader) throws IOException {
    int size = in.readInt();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(reader.read(in));
    }
    return list;
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = length < 0 ? new byte[0] : in.readNBytes(length);
    if (bytes.length != length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeCall(DataOutputStream out, KernelCall call) throws IOException {
    writeText(out, call.kernel());
    out.writeInt(call.slot());
    out.writeLong(call.tasks());
    out.writeBoolean(call.isParallel());
  }

  private static KernelCall readCall(DataInputStream in) throws IOException {
    return new KernelCall(readText(in), in.readInt(), in.readLong(), in.readBoolean());
  }

  private static void writeSlot(DataOutputStream out, TableSlot slot) throws IOException {
    writeText(out, slot.kind().name());
    out.writeInt(slot.number());
    out.writeLong(slot.offset());
    out.writeLong(slot.bytes());
  }

  private static TableSlot readSlot(DataInputStream in) throws IOException {
    TableSlot.Kind kind = TableSlot.Kind.valueOf(readText(in));
    return new TableSlot(kind, in.readInt(), in.readLong(), in.readLong());
  }

  private static void writeConstant(DataOutputStream out, MemorySegment constant)
      throws IOException {
    writeBytes(out, constant.toArray(ValueLayout.JAVA_BYTE));
  }

  private static MemorySegment readConstant(DataInputStream in) throws IOException {
    return MemorySegment.ofArray(readBytes(in));
  }

  private static void writePlace(DataOutputStream out, NamedPlace place) throws IOException {
    writeText(out, place.name());
    writeText(out, place.shape());
    writeLocation(out, place.location());
  }

  private static NamedPlace readPlace(DataInputStream in) throws IOException {
    return new NamedPlace(readText(in), readText(in), readLocation(in));
  }

  private static void writeLocation(DataOutputStream out, SourceLocation location)
      throws IOException {
    out.writeBoolean(location != null);
    if (location != null) {
      writeText(out, location.source());
      out.writeInt(location.line());
      out.writeInt(location.column());
      writeText(out, location.lineText());
    }
  }

  private static SourceLocation readLocation(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? new SourceLocation(readText(in), in.readInt(), in.readInt(), readText(in))
        : null;
  }

  private static void writeHandedBack(DataOutputStream out, HandedBack part) throws IOException {
    writeText(out, HloPrinter.print(part.program(), PrintForm.LONG));
    writeText(out, part.fallback().instruction());
    writeText(out, part.fallback().opcode().name());
    writeText(out, part.fallback().reason());
    writeLocation(out, part.fallback().location());
    out.writeInt(part.firstSlot());
  }

  private static HandedBack readHandedBack(DataInputStream in) throws IOException {
    String text = readText(in);
    HloModule program =
        HloParser.parse(SourceText.of("cache", text.getBytes(StandardCharsets.ISO_8859_1)));
    Fallback fallback =
        new Fallback(
            Fallback.Scope.INSTRUCTION,
            readText(in),
            Opcode.valueOf(readText(in)),
            readText(in),
            readLocation(in));
    return new HandedBack(program, fallback, in.readInt());
  }
}
