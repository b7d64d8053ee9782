package org.hlorun.language.diagnostic;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A named program text as bytes. HLO text has no encoding of its own, so positions, columns and the
 * contents of strings are in bytes; strings that come out of it hold one byte per {@code char}.
 */
public final class SourceText {
  private final String name;
  private final byte[] bytes;
  private final boolean binary;

  private SourceText(String name, byte[] bytes, boolean binary) {
    this.name = Objects.requireNonNull(name);
    this.bytes = bytes;
    this.binary = binary;
  }

  /**
   * A text of bytes, which are not copied.
   *
   * @param name the file's name, or what diagnostics should call the text
   */
  public static SourceText of(String name, byte[] bytes) {
    return new SourceText(name, bytes, false);
  }

  /** A text given as a string, kept as its UTF-8 bytes. */
  public static SourceText of(String name, String text) {
    return new SourceText(name, text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** The same bytes as a binary file, which has no lines: places in it are offsets of bytes. */
  public SourceText asBinary() {
    return new SourceText(name, bytes, true);
  }

  public String name() {
    return name;
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** The byte at an offset as 0..255, or -1 at and behind the end. */
  public int at(int offset) {
    return offset < bytes.length ? bytes[offset] & 0xFF : -1;
  }

  /** The bytes of {@code [start, end)}, one per char. */
  public String slice(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The location of a byte offset. Linear in the offset: for diagnostics, not for every token. */
  public SourceLocation locate(int offset) {
    int end = Math.min(Math.max(offset, 0), bytes.length);
    if (binary) {
      return SourceLocation.ofByte(name, end);
    }
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int lineEnd = lineStart;
    while (lineEnd < bytes.length && bytes[lineEnd] != '\n' && bytes[lineEnd] != '\r') {
      lineEnd++;
    }
    String text = new String(bytes, lineStart, lineEnd - lineStart, StandardCharsets.UTF_8);
    return new SourceLocation(name, line, end - lineStart + 1, text);
  }
}
