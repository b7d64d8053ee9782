package org.hlorun.language.diagnostic;

/**
 * A place in a text.
 *
 * @param source the file or what the text is called
 * @param line 1-based
 * @param column 1-based, in bytes
 * @param lineText the whole line without its terminator
 */
public record SourceLocation(String source, int line, int column, String lineText) {

  @Override
  public String toString() {
    return source + ":" + line + ":" + column;
  }
}
