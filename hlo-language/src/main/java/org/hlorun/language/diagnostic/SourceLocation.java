package org.hlorun.language.diagnostic;

/**
 * A place in a text or in a binary file.
 *
 * @param source the file or what the text is called
 * @param line 1-based; 0 in a binary file
 * @param column 1-based, in bytes; in a binary file the offset of a byte from its beginning
 * @param lineText the whole line without its terminator; empty in a binary file
 */
public record SourceLocation(String source, int line, int column, String lineText) {

  /** The byte at an offset of a binary file. */
  public static SourceLocation ofByte(String source, int offset) {
    return new SourceLocation(source, 0, offset, "");
  }

  /** Whether this is a place in a binary file. */
  public boolean isBinary() {
    return line == 0;
  }

  /** What follows the name of the source: {@code :line:column}, or {@code : byte offset}. */
  public String position() {
    return isBinary() ? ": byte " + column : ":" + line + ":" + column;
  }

  @Override
  public String toString() {
    return source + position();
  }
}
