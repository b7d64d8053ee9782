package org.hlorun.language.printer;

import java.nio.charset.StandardCharsets;

/** Strings in HLO text. A string holds one byte per char. */
final class Quoting {
  private Quoting() {}

  /**
   * {@code text} in double quotes, C-escaped: control characters and bytes above 126 as three octal
   * digits. Chars beyond a byte are written as the bytes of their UTF-8 encoding.
   */
  static String quote(String text) {
    StringBuilder result = new StringBuilder(text.length() + 2).append('"');
    String bytes = isLatin1(text) ? text : utf8(text);
    for (int i = 0; i < bytes.length(); i++) {
      appendEscaped(result, bytes.charAt(i));
    }
    return result.append('"').toString();
  }

  /**
   * A value that may be raw: as it is where it is a dictionary in braces, which the lexer takes
   * verbatim, otherwise quoted.
   */
  static String quoteUnlessDictionary(String text) {
    return isDictionary(text) ? text : quote(text);
  }

  /**
   * Whether {@code text} is one pair of braces with what they enclose, by the lexer's rule: braces
   * in double-quoted strings do not count, a backslash in a string hides the next char.
   */
  static boolean isDictionary(String text) {
    if (text.isEmpty() || text.charAt(0) != '{') {
      return false;
    }
    int depth = 0;
    boolean inString = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (inString) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inString = false;
        }
      } else if (c == '"') {
        inString = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i == text.length() - 1;
      }
    }
    return false;
  }

  private static boolean isLatin1(String text) {
    return text.chars().allMatch(c -> c < 256);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static void appendEscaped(StringBuilder result, char c) {
    switch (c) {
      case '\n' -> result.append("\\n");
      case '\r' -> result.append("\\r");
      case '\t' -> result.append("\\t");
      case '"' -> result.append("\\\"");
      case '\'' -> result.append("\\'");
      case '\\' -> result.append("\\\\");
      default -> {
        if (c < ' ' || c > '~') {
          result.append('\\');
          result.append((char) ('0' + (c >> 6)));
          result.append((char) ('0' + (c >> 3 & 7)));
          result.append((char) ('0' + (c & 7)));
        } else {
          result.append(c);
        }
      }
    }
  }
}
