package org.hlorun.language.tensorfile;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;

/** Reads the header of a {@code .npy} file, of any version. */
final class NpyHeaderReader {
  /** NumPy's own limit is 10 000; no header of an array that has a place here comes near it. */
  private static final int MAX_LENGTH = 1 << 16;

  private final String file;
  private final int start;
  private final String text;
  private int position;

  private String descriptor;
  private Boolean fortranOrder;
  private LongList dimensions;

  private NpyHeaderReader(String file, int start, String text) {
    this.file = file;
    this.start = start;
    this.text = text;
  }

  /**
   * Reads the header at the start of {@code contents}.
   *
   * @param file what errors call the file
   */
  static NpyHeader read(String file, MemorySegment contents) {
    int magic = NpyHeader.MAGIC.length;
    byte[] prefix =
        contents.asSlice(0, Math.min(12, contents.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    if (prefix.length < magic || !Arrays.equals(Arrays.copyOf(prefix, magic), NpyHeader.MAGIC)) {
      throw FileProblems.format(
          file, 0, "the magic string \\x93NUMPY of an .npy file", describe(prefix, magic));
    }
    if (prefix.length < magic + 4) {
      throw FileProblems.format(
          file, prefix.length, "the version and the header's length", "the end of the file");
    }
    int version = prefix[magic];
    if (version < 1 || version > 3) {
      throw FileProblems.format(
          file, magic, "a format version from 1 to 3", "version " + (version & 0xFF));
    }
    int lengthBytes = version == 1 ? 2 : 4;
    int start = magic + 2 + lengthBytes;
    if (prefix.length < start) {
      throw FileProblems.format(file, prefix.length, "the header's length", "the end of the file");
    }
    long length = littleEndian(contents, magic + 2, lengthBytes);
    if (length > contents.byteSize() - start) {
      throw FileProblems.format(
          file,
          magic + 2,
          "a header no longer than the %d bytes that follow".formatted(contents.byteSize() - start),
          "a length of " + length);
    }
    if (length > MAX_LENGTH) {
      throw FileProblems.format(
          file, magic + 2, "a header of at most " + MAX_LENGTH + " bytes", length + " bytes");
    }
    String text =
        new String(
            contents.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE),
            version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return new NpyHeaderReader(file, start, text).dictionary(start + length);
  }

  private static long littleEndian(MemorySegment contents, long offset, int bytes) {
    return bytes == 2
        ? contents.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), offset)
            & 0xFFFFL
        : contents.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), offset)
            & 0xFFFFFFFFL;
  }

  private static String describe(byte[] bytes, int count) {
    if (bytes.length == 0) {
      return "an empty file";
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(count, bytes.length); i++) {
      int value = bytes[i] & 0xFF;
      shown.append(value > ' ' && value < 0x7F ? "" + (char) value : "\\x%02x".formatted(value));
    }
    return shown.toString();
  }

  private NpyHeader dictionary(long dataOffset) {
    expect('{');
    while (!accept('}')) {
      int keyStart = skipSpace();
      String key = string();
      expect(':');
      switch (key) {
        case "descr" -> descriptor = descriptor();
        case "fortran_order" -> fortranOrder = bool();
        case "shape" -> dimensions = tuple();
        default -> throw error(keyStart, "the key descr, fortran_order or shape", "'" + key + "'");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (skipSpace() < text.length()) {
      throw error(position, "the end of the header", found());
    }
    if (descriptor == null || fortranOrder == null || dimensions == null) {
      throw error(0, "the keys descr, fortran_order and shape", "a header without one of them");
    }
    return new NpyHeader(descriptor, fortranOrder, dimensions, dataOffset);
  }

  private String descriptor() {
    skipSpace();
    if (peek() == '[' || peek() == '(') {
      throw FileProblems.unsupported(
          file,
          "the array has a structured element type, which HLO has not.",
          "Save each field as an array of its own.");
    }
    return string();
  }

  private boolean bool() {
    skipSpace();
    for (String word : new String[] {"True", "False"}) {
      if (text.startsWith(word, position)) {
        position += word.length();
        return word.equals("True");
      }
    }
    throw error(position, "True or False", found());
  }

  private LongList tuple() {
    expect('(');
    long[] sizes = new long[ArrayShape.MAX_RANK];
    int rank = 0;
    while (!accept(')')) {
      if (rank == sizes.length) {
        throw error(position, "at most " + ArrayShape.MAX_RANK + " dimensions", "more");
      }
      sizes[rank++] = size();
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return LongList.of(Arrays.copyOf(sizes, rank));
  }

  private long size() {
    int first = skipSpace();
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    try {
      long size = Long.parseLong(text, first, position, 10);
      accept('L'); // as Python 2 wrote it
      return size;
    } catch (NumberFormatException e) {
      position = first;
      throw error(first, "a dimension's size", found());
    }
  }

  private String string() {
    int quote = skipSpace() < text.length() ? text.charAt(position) : -1;
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, position + 1) : -1;
    if (end < 0) {
      throw error(position, "a string", found());
    }
    String value = text.substring(position + 1, end);
    position = end + 1;
    return value;
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw error(position, "'" + wanted + "'", found());
    }
  }

  private boolean accept(char wanted) {
    skipSpace();
    if (peek() != wanted) {
      return false;
    }
    position++;
    return true;
  }

  private int skipSpace() {
    while (position < text.length() && text.charAt(position) <= ' ') {
      position++;
    }
    return position;
  }

  private int peek() {
    return position < text.length() ? text.charAt(position) : -1;
  }

  private String found() {
    if (position >= text.length()) {
      return "the end of the header";
    }
    String rest = text.substring(position, Math.min(text.length(), position + 20));
    return describe(rest.getBytes(StandardCharsets.UTF_8), 20);
  }

  private RuntimeException error(int at, String expected, String found) {
    return FileProblems.format(file, (long) start + at, expected, found);
  }
}
