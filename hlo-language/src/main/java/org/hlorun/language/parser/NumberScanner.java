package org.hlorun.language.parser;

import org.hlorun.language.diagnostic.SourceText;

/**
 * Recognises the tokens that begin with a digit, a minus sign, or (dimension labels) {@code ?},
 * {@code b} or {@code f}. Each method gives the end of the longest match at a position, or -1; the
 * lexer takes the first alternative that matches.
 */
final class NumberScanner {
  private final SourceText source;

  NumberScanner(SourceText source) {
    this.source = source;
  }

  /** {@code -?(D+|D+.D*|D*.D+)[eE][+-]?D+} or {@code -?(D+.D*|D*.D+)} with D a digit. */
  int decimal(int start) {
    int position = skipMinus(start);
    int integerEnd = skipDigits(position);
    int end = integerEnd;
    boolean digits = integerEnd > position;
    boolean point = source.at(end) == '.';
    if (point) {
      int fractionEnd = skipDigits(end + 1);
      digits |= fractionEnd > end + 1;
      end = fractionEnd;
    }
    if (!digits) {
      return -1;
    }
    int exponentEnd = exponent(end);
    if (exponentEnd >= 0) {
      return exponentEnd;
    }
    return point ? end : -1;
  }

  private int exponent(int start) {
    int c = source.at(start);
    if (c != 'e' && c != 'E') {
      return -1;
    }
    int sign = source.at(start + 1);
    int digits = sign == '+' || sign == '-' ? start + 2 : start + 1;
    int end = skipDigits(digits);
    return end > digits ? end : -1;
  }

  /** {@code [0-9bf?]{2,}_[0-9io?]{2,}->[0-9bf?]{2,}}. */
  int dimLabels(int start) {
    int left = skipLabels(start, 'b', 'f');
    if (left - start < 2 || source.at(left) != '_') {
      return -1;
    }
    int right = skipLabels(left + 1, 'i', 'o');
    if (right - left < 3 || source.at(right) != '-' || source.at(right + 1) != '>') {
      return -1;
    }
    int end = skipLabels(right + 2, 'b', 'f');
    return end - right >= 4 ? end : -1;
  }

  private int skipLabels(int start, char first, char second) {
    int position = start;
    for (int c = source.at(position);
        isDigit(c) || c == first || c == second || c == '?';
        c = source.at(position)) {
      position++;
    }
    return position;
  }

  /** {@code D+(xD+)+}. */
  int sizes(int start) {
    int end = skipDigits(start);
    if (end == start) {
      return -1;
    }
    int matched = -1;
    while (source.at(end) == 'x') {
      int next = skipDigits(end + 1);
      if (next == end + 1) {
        break;
      }
      end = next;
      matched = end;
    }
    return matched;
  }

  /** Groups {@code -?D+_-?D+(_D+)?} joined by {@code x}. */
  int padding(int start) {
    int matched = paddingGroup(start);
    while (matched >= 0 && source.at(matched) == 'x') {
      int next = paddingGroup(matched + 1);
      if (next < 0) {
        break;
      }
      matched = next;
    }
    return matched;
  }

  private int paddingGroup(int start) {
    int low = integer(start);
    if (low < 0 || source.at(low) != '_') {
      return -1;
    }
    int high = integer(low + 1);
    if (high < 0) {
      return -1;
    }
    int interior = source.at(high) == '_' ? skipDigits(high + 1) : high;
    return interior > high + 1 ? interior : high;
  }

  /** {@code -?D+}. */
  int integer(int start) {
    int digits = skipMinus(start);
    int end = skipDigits(digits);
    return end > digits ? end : -1;
  }

  private int skipMinus(int start) {
    return source.at(start) == '-' ? start + 1 : start;
  }

  private int skipDigits(int start) {
    int position = start;
    while (isDigit(source.at(position))) {
      position++;
    }
    return position;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
