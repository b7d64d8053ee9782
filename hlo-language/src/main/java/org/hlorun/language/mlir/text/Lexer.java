package org.hlorun.language.mlir.text;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/**
 * Cuts a stretch of text into tokens, one at a time. Whoever reads a part that has rules of its own
 * (dimension lists, elements, bodies of dialect attributes) looks at the bytes and then continues
 * with {@link #restart}.
 */
final class Lexer {
  private final SourceText source;
  private final int limit;
  private TokenKind kind;
  private int start;
  private int end;

  /** A lexer of the bytes {@code [offset, limit)}; the first token is current. */
  Lexer(SourceText source, int offset, int limit) {
    this.source = source;
    this.limit = limit;
    restart(offset);
  }

  TokenKind kind() {
    return kind;
  }

  /** The offset of the current token. */
  int start() {
    return start;
  }

  /** The offset behind the current token. */
  int end() {
    return end;
  }

  /** The byte at an offset, or -1 at and behind the end of the stretch. */
  int at(int offset) {
    return offset < limit ? source.at(offset) : -1;
  }

  /** Makes the token at or behind an offset the current one. */
  void restart(int offset) {
    end = offset;
    advance();
  }

  void advance() {
    start = skipSpace(end);
    kind = scan(start);
  }

  /** The first offset from {@code offset} on that is in neither white space nor a comment. */
  int skipSpace(int offset) {
    int position = offset;
    while (true) {
      int c = at(position);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        position++;
      } else if (c == '/' && at(position + 1) == '/') {
        position = skipComment(position);
      } else {
        return position;
      }
    }
  }

  private int skipComment(int offset) {
    int position = offset;
    while (at(position) != '\n' && at(position) != -1) {
      position++;
    }
    return position;
  }

  private TokenKind scan(int offset) {
    int c = at(offset);
    if (isLetter(c) || c == '_') {
      end = skipBareId(offset);
      return TokenKind.BARE_ID;
    }
    if (isDigit(c)) {
      return number(offset);
    }
    return switch (c) {
      case -1 -> token(TokenKind.END, offset);
      case '"' -> {
        end = skipString(offset);
        yield TokenKind.STRING;
      }
      case '%' -> prefixed(TokenKind.PERCENT_ID, offset);
      case '@' -> symbol(offset);
      case '^' -> prefixed(TokenKind.CARET_ID, offset);
      case '!' -> prefixed(TokenKind.EXCLAMATION_ID, offset);
      case '#' ->
          at(offset + 1) == '-' && at(offset + 2) == '}'
              ? token(TokenKind.METADATA_END, offset + 3)
              : prefixed(TokenKind.HASH_ID, offset);
      default -> punctuation(c, offset);
    };
  }

  private TokenKind punctuation(int c, int offset) {
    return switch (c) {
      case '(' -> token(TokenKind.LEFT_PAREN, offset + 1);
      case ')' -> token(TokenKind.RIGHT_PAREN, offset + 1);
      case '{' ->
          at(offset + 1) == '-' && at(offset + 2) == '#'
              ? token(TokenKind.METADATA_BEGIN, offset + 3)
              : token(TokenKind.LEFT_BRACE, offset + 1);
      case '}' -> token(TokenKind.RIGHT_BRACE, offset + 1);
      case '[' -> token(TokenKind.LEFT_SQUARE, offset + 1);
      case ']' -> token(TokenKind.RIGHT_SQUARE, offset + 1);
      case '<' -> token(TokenKind.LESS, offset + 1);
      case '>' -> token(TokenKind.GREATER, offset + 1);
      case ',' -> token(TokenKind.COMMA, offset + 1);
      case ':' ->
          at(offset + 1) == ':'
              ? token(TokenKind.COLON_COLON, offset + 2)
              : token(TokenKind.COLON, offset + 1);
      case '=' -> token(TokenKind.EQUAL, offset + 1);
      case '-' ->
          at(offset + 1) == '>'
              ? token(TokenKind.ARROW, offset + 2)
              : token(TokenKind.MINUS, offset + 1);
      case '+' -> token(TokenKind.PLUS, offset + 1);
      case '*' -> token(TokenKind.STAR, offset + 1);
      case '/' -> token(TokenKind.SLASH, offset + 1);
      case '?' -> token(TokenKind.QUESTION, offset + 1);
      case '|' -> token(TokenKind.VERTICAL_BAR, offset + 1);
      case '.' -> {
        if (at(offset + 1) == '.' && at(offset + 2) == '.') {
          yield token(TokenKind.ELLIPSIS, offset + 3);
        }
        throw error(offset, "unexpected character");
      }
      default -> throw error(offset, "unexpected character");
    };
  }

  private TokenKind token(TokenKind found, int newEnd) {
    end = newEnd;
    return found;
  }

  /**
   * {@code %}, {@code ^}, {@code #} or {@code !} and a name of digits alone or of any characters.
   */
  private TokenKind prefixed(TokenKind found, int offset) {
    int nameEnd = skipSuffixId(offset + 1);
    if (nameEnd == offset + 1) {
      throw error(offset, "expected " + found.text());
    }
    end = nameEnd;
    return found;
  }

  private TokenKind symbol(int offset) {
    int c = at(offset + 1);
    if (c == '"') {
      end = skipString(offset + 1);
    } else if (isLetter(c) || c == '_') {
      end = skipBareId(offset + 1);
    } else {
      throw error(offset, "@ identifier expected to start with letter or '_'");
    }
    return TokenKind.AT_ID;
  }

  private TokenKind number(int offset) {
    int position = offset;
    if (at(offset) == '0' && at(offset + 1) == 'x' && isHexDigit(at(offset + 2))) {
      position = offset + 2;
      while (isHexDigit(at(position))) {
        position++;
      }
      return token(TokenKind.INTEGER, position);
    }
    position = skipDigits(offset);
    if (at(position) != '.') {
      return token(TokenKind.INTEGER, position);
    }
    return token(TokenKind.FLOAT, skipExponent(skipDigits(position + 1)));
  }

  /** Passes {@code [eE][-+]?[0-9]+} if it is there. */
  int skipExponent(int offset) {
    int c = at(offset);
    if (c != 'e' && c != 'E') {
      return offset;
    }
    int sign = at(offset + 1);
    int digits = sign == '+' || sign == '-' ? offset + 2 : offset + 1;
    return isDigit(at(digits)) ? skipDigits(digits) : offset;
  }

  int skipDigits(int offset) {
    int position = offset;
    while (isDigit(at(position))) {
      position++;
    }
    return position;
  }

  private int skipBareId(int offset) {
    int position = offset;
    for (int c = at(position);
        isLetter(c) || isDigit(c) || c == '_' || c == '$' || c == '.';
        c = at(position)) {
      position++;
    }
    return position;
  }

  /** Passes a name behind a prefix: digits, or letters, digits and {@code $._-}. */
  int skipSuffixId(int offset) {
    if (isDigit(at(offset))) {
      return skipDigits(offset);
    }
    int position = offset;
    for (int c = at(position); isNameCharacter(c); c = at(position)) {
      position++;
    }
    return position;
  }

  private static boolean isNameCharacter(int c) {
    return isLetter(c) || isDigit(c) || c == '$' || c == '.' || c == '_' || c == '-';
  }

  /** The offset behind the string that begins at {@code offset}. */
  int skipString(int offset) {
    int position = offset + 1;
    while (true) {
      int c = at(position);
      if (c == '"') {
        return position + 1;
      }
      if (c == -1 || c == '\n') {
        throw error(offset, "expected '\"' in string literal");
      }
      position += c == '\\' && at(position + 1) != '\n' && at(position + 1) != -1 ? 2 : 1;
    }
  }

  private HloException error(int offset, String message) {
    return new HloException(
        Diagnostic.of(DiagnosticCode.LEXICAL, message).at(source.locate(offset)));
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHexDigit(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
