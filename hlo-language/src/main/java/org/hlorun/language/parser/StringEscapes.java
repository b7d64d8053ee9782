package org.hlorun.language.parser;

import java.nio.charset.StandardCharsets;

/** C escapes in strings. */
final class StringEscapes {
  private StringEscapes() {}

  /**
   * The contents of a string with its escapes replaced: {@code \n \t \r \a \b \f \v \\ \' \" \?},
   * octal {@code \ooo}, hexadecimal {@code \xHH...}, and {@code \}{@code uXXXX}, {@code \UXXXXXXXX}
   * as UTF-8. An escape that does not exist stays as it is written.
   *
   * @param raw one byte per char, without the quotes
   */
  static String unescape(String raw) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder result = new StringBuilder(raw.length());
    int position = 0;
    while (position < raw.length()) {
      char c = raw.charAt(position);
      if (c == '\\' && position + 1 < raw.length()) {
        position = appendEscape(raw, position + 1, result);
      } else {
        result.append(c);
        position++;
      }
    }
    return result.toString();
  }

  /** Appends the escape whose letter is at {@code position}; the position behind it. */
  private static int appendEscape(String raw, int position, StringBuilder result) {
    char c = raw.charAt(position);
    int simple = "ntrabfv\\'\"?".indexOf(c);
    if (simple >= 0) {
      result.append("\n\t\r\u0007\b\f\u000b\\'\"?".charAt(simple));
      return position + 1;
    }
    if (c >= '0' && c <= '7') {
      int end = digitsEnd(raw, position, 8, 3);
      result.append((char) (Integer.parseInt(raw.substring(position, end), 8) & 0xFF));
      return end;
    }
    int digits = c == 'u' ? 4 : c == 'U' ? 8 : c == 'x' || c == 'X' ? Integer.MAX_VALUE : 0;
    int end = digitsEnd(raw, position + 1, 16, digits);
    boolean complete =
        digits == Integer.MAX_VALUE ? end > position + 1 : end == position + 1 + digits;
    if (digits == 0 || !complete) {
      result.append('\\').append(c);
      return position + 1;
    }
    if (digits == Integer.MAX_VALUE) {
      String lastTwo = raw.substring(Math.max(position + 1, end - 2), end);
      result.append((char) Integer.parseInt(lastTwo, 16));
    } else {
      appendCodePoint(Long.parseLong(raw.substring(position + 1, end), 16), result);
    }
    return end;
  }

  private static int digitsEnd(String raw, int start, int radix, int most) {
    int end = start;
    while (end < raw.length()
        && end - start < most
        && Character.digit(raw.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }

  private static void appendCodePoint(long codePoint, StringBuilder result) {
    int valid = codePoint <= Character.MAX_CODE_POINT ? (int) codePoint : 0xFFFD;
    byte[] bytes = Character.toString(valid).getBytes(StandardCharsets.UTF_8);
    result.append(new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
