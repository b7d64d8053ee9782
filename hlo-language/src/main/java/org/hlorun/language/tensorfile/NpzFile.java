package org.hlorun.language.tensorfile;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * NumPy's {@code .npz}: a zip archive of {@code .npy} members, compressed or not. It is written
 * uncompressed, as by {@code numpy.savez}.
 */
public final class NpzFile {
  private static final String SUFFIX = ".npy";

  /** Deflate cannot pack more than this many bytes into one. */
  private static final long MAX_DEFLATE_RATIO = 1032;

  /** Time stamps of members are all the same, so that equal arrays make equal files. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NpzFile() {}

  /**
   * Reads all arrays, by name, in the order of the archive.
   *
   * @throws org.hlorun.language.diagnostic.HloException {@code FILE} if the file cannot be read,
   *     {@code FILE_FORMAT} if it is damaged or holds something else than arrays, {@code MEMORY} if
   *     the arrays do not fit
   */
  public static SequencedMap<String, ArrayLiteral> read(Path file, ExpectedTypes expected) {
    SequencedMap<String, ArrayLiteral> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      long packed = 0;
      long available = Files.size(file);
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String member = file + "(" + entry.getName() + ")";
        if (!entry.getName().endsWith(SUFFIX)) {
          throw FileProblems.unsupported(
              member, "this member of the archive is not an .npy file.", "Remove it.");
        }
        packed += Math.max(0, entry.getCompressedSize());
        checkSizes(member, entry, available - packed);
        String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        MemorySegment contents = inflate(zip, entry, member);
        if (arrays.put(name, NpyFile.read(member, contents, expected.of(name))) != null) {
          throw FileProblems.unsupported(
              member, "the archive has this member twice.", "Give each array a name of its own.");
        }
      }
    } catch (ZipException | EOFException e) {
      throw FileProblems.unsupported(
          file.toString(), "this is not a whole .npz (zip) file: " + e.getMessage() + ".", null);
    } catch (IOException e) {
      throw FileProblems.io(file, "read", e);
    }
    return Collections.unmodifiableSequencedMap(arrays);
  }

  /** Holds the sizes that the archive claims against what the file can hold. */
  private static void checkSizes(String member, ZipEntry entry, long left) {
    long packed = entry.getCompressedSize();
    long size = entry.getSize();
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    boolean possible = stored ? size == packed : size / MAX_DEFLATE_RATIO <= packed;
    if (left < 0 || size < 0 || !possible) {
      throw FileProblems.unsupported(
          member,
          "the archive claims %d bytes, packed into %d, which this file cannot hold."
              .formatted(size, packed),
          null);
    }
  }

  private static MemorySegment inflate(ZipFile zip, ZipEntry entry, String member)
      throws IOException {
    MemorySegment contents;
    try {
      contents = ArrayLiteral.allocate(ArrayShape.of(ElementType.U8, entry.getSize())).segment();
    } catch (OutOfMemoryError e) {
      throw FileProblems.memory(member, entry.getSize(), e);
    }
    CRC32 sum = new CRC32();
    byte[] block = new byte[1 << 16];
    long filled = 0;
    try (InputStream in = zip.getInputStream(entry)) {
      for (int count; (count = in.read(block)) > 0; filled += count) {
        if (count > contents.byteSize() - filled) {
          throw FileProblems.format(member, filled, "the end of the member", "more bytes");
        }
        MemorySegment.copy(MemorySegment.ofArray(block), 0, contents, filled, count);
        sum.update(block, 0, count);
      }
    }
    if (filled < contents.byteSize()) {
      throw FileProblems.format(
          member, filled, contents.byteSize() + " bytes", "the end of the member");
    }
    if (entry.getCrc() != -1 && sum.getValue() != entry.getCrc()) {
      throw FileProblems.format(
          member,
          0,
          "contents with the checksum %08x".formatted(entry.getCrc()),
          "%08x".formatted(sum.getValue()));
    }
    return contents;
  }

  /**
   * Writes arrays by name.
   *
   * @throws org.hlorun.language.diagnostic.HloException {@code FILE} if the file cannot be written
   */
  public static void write(Path file, Map<String, ArrayLiteral> arrays) {
    AtomicFile.write(
        file,
        channel -> {
          ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
          zip.setMethod(ZipOutputStream.STORED);
          for (Map.Entry<String, ArrayLiteral> array : arrays.entrySet()) {
            Checksum sum = new Checksum();
            NpyFile.write(sum, array.getValue());
            ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
            entry.setTimeLocal(EPOCH);
            entry.setSize(sum.size);
            entry.setCrc(sum.crc.getValue());
            zip.putNextEntry(entry);
            NpyFile.write(Channels.newChannel(zip), array.getValue());
            zip.closeEntry();
          }
          zip.finish();
        });
  }

  /** Counts and sums up what is written to it. */
  private static final class Checksum implements WritableByteChannel {
    private final CRC32 crc = new CRC32();
    private long size;

    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      crc.update(source);
      size += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
