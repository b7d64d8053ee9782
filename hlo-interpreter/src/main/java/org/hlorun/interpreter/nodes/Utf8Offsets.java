package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;

/**
 * Byte offsets of the parser, which reads UTF-8 bytes, as character offsets of a polyglot source.
 */
final class Utf8Offsets {
  private Utf8Offsets() {}

  static SourceSection section(Source source, int startByte, int endByte) {
    CharSequence text = source.getCharacters();
    int start = -1;
    int bytes = 0;
    int i = 0;
    while (i < text.length() && bytes < endByte) {
      if (start < 0 && bytes >= startByte) {
        start = i;
      }
      char c = text.charAt(i);
      boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length();
      bytes += pair ? 4 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      i += pair ? 2 : 1;
    }
    return start < 0 ? source.createUnavailableSection() : source.createSection(start, i - start);
  }
}
