package org.hlorun.language.mlir.text;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.SourceText;

/**
 * The escapes of MLIR strings: {@code \"}, {@code \\}, {@code \n}, {@code \t}, and {@code \XX} for
 * the byte of two hexadecimal digits.
 */
final class StringEscapes {
  private StringEscapes() {}

  /** The value of the bytes {@code [start, end)} between the quotes, one byte per char. */
  static String decode(Tokens tokens, int start, int end) {
    SourceText source = tokens.source();
    String raw = source.slice(start, end);
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder value = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        value.append(c);
        continue;
      }
      char next = i + 1 < raw.length() ? raw.charAt(i + 1) : 0;
      switch (next) {
        case '"', '\\' -> value.append(next);
        case 'n' -> value.append('\n');
        case 't' -> value.append('\t');
        default -> {
          int high = Character.digit(next, 16);
          int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
          if (high < 0 || low < 0) {
            throw tokens.error(
                start + i, DiagnosticCode.LEXICAL, "unknown escape in string literal", null);
          }
          value.append((char) (high * 16 + low));
          i++;
        }
      }
      i++;
    }
    return value.toString();
  }
}
