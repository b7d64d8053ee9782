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
    int position = 0;
    while (position < raw.length()) {
      char c = raw.charAt(position);
      if (c == '\\') {
        position += escape(tokens, raw, position, start + position, value);
      } else {
        value.append(c);
        position++;
      }
    }
    return value.toString();
  }

  /** Appends what an escape stands for and gives its length. */
  private static int escape(
      Tokens tokens, String raw, int position, int offset, StringBuilder value) {
    char next = position + 1 < raw.length() ? raw.charAt(position + 1) : 0;
    switch (next) {
      case '"', '\\' -> value.append(next);
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      default -> {
        int high = Character.digit(next, 16);
        int low = position + 2 < raw.length() ? Character.digit(raw.charAt(position + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw tokens.error(
              offset, DiagnosticCode.LEXICAL, "unknown escape in string literal", null);
        }
        value.append((char) (high * 16 + low));
        return 3;
      }
    }
    return 2;
  }
}
