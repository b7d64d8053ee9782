package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;

/**
 * Byte offsets of the readers, which read UTF-8 bytes, as character offsets of a polyglot source.
 */
final class Utf8Offsets {
  private Utf8Offsets() {}

  /**
   * The characters of the bytes from start to end. Where these are the same, a reader knows only
   * where an instruction begins: the section goes to the end of the line then.
   *
   * @param startByte at least 0, and at most the end
   * @param bytes the length of the whole source in bytes
   * @return null if that is nothing
   */
  static SourceSection section(Source source, int startByte, int endByte, int bytes) {
    CharSequence text = source.getCharacters();
    boolean ascii = bytes == text.length();
    int start = ascii ? Math.min(startByte, bytes) : character(text, 0, startByte);
    int end =
        startByte == endByte
            ? endOfLine(text, start)
            : ascii
                ? Math.min(endByte, bytes)
                : start + character(text, start, endByte - startByte);
    return end > start ? source.createSection(start, end - start) : null;
  }

  /** How many characters behind the first one so many bytes are. */
  private static int character(CharSequence text, int first, int bytes) {
    int passed = 0;
    int i = first;
    while (i < text.length() && passed < bytes) {
      char c = text.charAt(i);
      boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length();
      passed += pair ? 4 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      i += pair ? 2 : 1;
    }
    return i - first;
  }

  private static int endOfLine(CharSequence text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }
}
