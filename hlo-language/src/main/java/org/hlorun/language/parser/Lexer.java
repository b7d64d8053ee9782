package org.hlorun.language.parser;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.shape.ElementType;

/**
 * Cuts HLO text into tokens, one at a time, in time linear in the text. The text is bytes without
 * an encoding; strings that come out hold one byte per {@code char}.
 *
 * <p>A character or number that HLO text does not have is an error ({@link DiagnosticCode#LEXICAL})
 * when it is reached.
 */
final class Lexer {
  private static final long MAX_PAYLOAD = (1L << 52) - 1;

  private final SourceText source;
  private final NumberScanner numbers;
  private TokenKind kind = TokenKind.END;
  private int start;
  private int end;
  private int previousEnd;
  private long integer;
  private long payload;

  Lexer(SourceText source) {
    this.source = source;
    this.numbers = new NumberScanner(source);
  }

  TokenKind kind() {
    return kind;
  }

  /** The offset of the current token. */
  int start() {
    return start;
  }

  /** The offset behind the token before the current one. */
  int previousEnd() {
    return previousEnd;
  }

  /** The value of the current {@link TokenKind#INT}; 2^63 and above as 64-bit patterns. */
  long integer() {
    return integer;
  }

  /** Whether the current {@link TokenKind#DECIMAL} is a NaN. */
  boolean isNaN() {
    return payload >= 0;
  }

  /** The payload of the current NaN; 0 if none was given. */
  long payload() {
    return payload;
  }

  /**
   * The value of the current token: a name or identifier without {@code %}, {@code :} or {@code =};
   * the contents of a string; the text of anything else.
   */
  String text() {
    return switch (kind) {
      case NAME ->
          source.at(start) == '%' ? source.slice(start + 1, end) : source.slice(start, end - 1);
      case ATTRIBUTE_NAME -> source.slice(start, end - 1);
      case STRING -> StringEscapes.unescape(source.slice(start + 1, end - 1));
      default -> source.slice(start, end);
    };
  }

  /** Whether the current token is the identifier {@code word}. */
  boolean isWord(String word) {
    if (kind != TokenKind.IDENT || end - start != word.length()) {
      return false;
    }
    return startsWith(word);
  }

  /** Makes the token that begins at an offset, which was passed before, the current one again. */
  void rewind(int offset) {
    end = offset;
    advance();
  }

  /** Moves to the next token. */
  void advance() {
    previousEnd = end;
    start = skipBlanks(end);
    kind = scan(source.at(start));
  }

  private int skipBlanks(int offset) {
    int position = offset;
    while (true) {
      switch (source.at(position)) {
        case ' ', '\t', '\n', '\r' -> position++;
        case '/' -> {
          int next = skipComment(position);
          if (next < 0) {
            return position;
          }
          position = next;
        }
        default -> {
          return position;
        }
      }
    }
  }

  /** The offset behind a comment, or -1 if none begins here. */
  private int skipComment(int offset) {
    int second = source.at(offset + 1);
    int position = offset + 2;
    if (second == '/') {
      while (source.at(position) >= 0 && source.at(position) != '\n') {
        position++;
      }
      return position;
    }
    if (second != '*') {
      return -1;
    }
    while (source.at(position) != '*' || source.at(position + 1) != '/') {
      if (source.at(position) < 0) {
        throw error(offset, "unterminated comment", "end the comment with */");
      }
      position++;
    }
    return position + 2;
  }

  private TokenKind scan(int c) {
    end = start + 1;
    return switch (c) {
      case -1 -> {
        end = start;
        yield TokenKind.END;
      }
      case '=' -> TokenKind.EQUAL;
      case ',' -> TokenKind.COMMA;
      case ':' -> TokenKind.COLON;
      case '*' -> TokenKind.STAR;
      case '#' -> TokenKind.HASH;
      case '+' -> TokenKind.PLUS;
      case '~' -> TokenKind.TILDE;
      case '[' -> TokenKind.LEFT_SQUARE;
      case ']' -> TokenKind.RIGHT_SQUARE;
      case '{' -> TokenKind.LEFT_BRACE;
      case '}' -> TokenKind.RIGHT_BRACE;
      case '(' -> TokenKind.LEFT_PAREN;
      case ')' -> TokenKind.RIGHT_PAREN;
      case '%' -> scanPercentName();
      case '"', '\'' -> scanString(c);
      case '<' -> scanFixed("<=", TokenKind.LESS_EQUAL);
      case '.' -> scanFixed("...", TokenKind.ELLIPSIS);
      default -> {
        if (isIdentifierStart(c)) {
          yield scanIdentifier();
        }
        if (c == '-' && source.at(start + 1) == '>') {
          yield scanFixed("->", TokenKind.ARROW);
        }
        if (c == '-' || c == '?' || NumberScanner.isDigit(c)) {
          yield scanNumber();
        }
        throw unexpected(c);
      }
    };
  }

  private HloException unexpected(int c) {
    String shown = c > 0x20 && c < 0x7F ? "'" + (char) c + "'" : "byte 0x%02x".formatted(c);
    return error(start, "unexpected character " + shown, null);
  }

  private TokenKind scanFixed(String text, TokenKind result) {
    for (int i = 0; i < text.length(); i++) {
      if (source.at(start + i) != text.charAt(i)) {
        throw unexpected(source.at(start));
      }
    }
    end = start + text.length();
    return result;
  }

  private TokenKind scanPercentName() {
    if (!isIdentifierStart(source.at(start + 1))) {
      throw error(start, "expects a name behind '%'", null);
    }
    end = skipIdentifier(start + 1);
    return TokenKind.NAME;
  }

  private TokenKind scanString(int quote) {
    int position = start + 1;
    while (source.at(position) != quote) {
      if (source.at(position) < 0) {
        throw error(start, "unterminated string", null);
      }
      position += source.at(position) == '\\' ? 2 : 1;
    }
    end = position + 1;
    return TokenKind.STRING;
  }

  private TokenKind scanIdentifier() {
    end = skipIdentifier(start);
    int next = source.at(end);
    if (next == ':' || next == '=') {
      end++;
      return next == ':' ? TokenKind.NAME : TokenKind.ATTRIBUTE_NAME;
    }
    String word = source.slice(start, end);
    if (isTypeName(word)) {
      return TokenKind.PRIMITIVE_TYPE;
    }
    if (word.equals("nan")) {
      return scanNaN(end);
    }
    TokenKind keyword = TokenKind.KEYWORDS.get(word);
    if (keyword != null) {
      return keyword;
    }
    int labels = numbers.dimLabels(start);
    if (labels >= 0) {
      end = labels;
      return TokenKind.DIM_LABELS;
    }
    return TokenKind.IDENT;
  }

  /** Whether a word is reserved as the name of a type. */
  static boolean isTypeName(String word) {
    return ElementType.of(word).isPresent() || word.equals("token") || word.equals("opaque");
  }

  private TokenKind scanNumber() {
    payload = -1;
    int matched = numbers.decimal(start);
    if (matched >= 0) {
      return ending(matched, TokenKind.DECIMAL);
    }
    matched = numbers.dimLabels(start);
    if (matched >= 0) {
      return ending(matched, TokenKind.DIM_LABELS);
    }
    matched = numbers.sizes(start);
    if (matched >= 0) {
      return ending(matched, TokenKind.DXD);
    }
    matched = numbers.padding(start);
    if (matched >= 0) {
      return ending(matched, TokenKind.PAD);
    }
    matched = numbers.integer(start);
    if (matched >= 0) {
      end = matched;
      integer = parseInteger();
      return TokenKind.INT;
    }
    return scanNonNumber();
  }

  private TokenKind ending(int offset, TokenKind result) {
    end = offset;
    return result;
  }

  /** {@code ?}, {@code -inf} or {@code -nan}. */
  private TokenKind scanNonNumber() {
    if (source.at(start) == '?') {
      return TokenKind.QUESTION;
    }
    if (startsWith("-inf")) {
      return ending(start + 4, TokenKind.NEGATIVE_INF);
    }
    if (startsWith("-nan")) {
      return scanNaN(start + 4);
    }
    throw unexpected(source.at(start));
  }

  private boolean startsWith(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (source.at(start + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The payload {@code (0x1f)} that may follow {@code nan}. */
  private TokenKind scanNaN(int offset) {
    end = offset;
    payload = 0;
    if (source.at(offset) != '(') {
      return TokenKind.DECIMAL;
    }
    int position = offset + 3;
    boolean valid = source.at(offset + 1) == '0' && source.at(offset + 2) == 'x';
    while (valid && Character.digit(source.at(position), 16) >= 0) {
      payload = payload * 16 + Character.digit(source.at(position), 16);
      valid = payload <= MAX_PAYLOAD;
      position++;
    }
    if (!valid || payload == 0 || source.at(position) != ')') {
      throw error(
          offset,
          "invalid NaN payload",
          "write nan, or nan(0xP) with a hexadecimal payload from 1 to 0xfffffffffffff");
    }
    end = position + 1;
    return TokenKind.DECIMAL;
  }

  private long parseInteger() {
    int position = start;
    boolean negative = source.at(position) == '-';
    if (negative) {
      position++;
    }
    long value = 0;
    for (; position < end; position++) {
      int digit = source.at(position) - '0';
      boolean fits =
          Long.compareUnsigned(value, 1844674407370955161L) < 0
              || (value == 1844674407370955161L && digit <= 5);
      if (!fits) {
        throw outOfRange();
      }
      value = value * 10 + digit;
    }
    if (negative && Long.compareUnsigned(value, Long.MIN_VALUE) > 0) {
      throw outOfRange();
    }
    return negative ? -value : value;
  }

  private HloException outOfRange() {
    return error(start, "integer is out of range for 64 bits", null);
  }

  /**
   * Takes the raw text from the current left brace to the matching right one, both included, and
   * moves behind it. Braces in double-quoted strings do not count.
   */
  String takeJson() {
    int depth = 0;
    int position = start;
    do {
      int c = source.at(position);
      if (c < 0) {
        throw error(start, "unterminated JSON dictionary", "close it with a matching '}'");
      }
      if (c == '"') {
        position = skipJsonString(position);
      } else {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        position++;
      }
    } while (depth > 0);
    String json = source.slice(start, position);
    end = position;
    advance();
    return json;
  }

  private int skipJsonString(int offset) {
    int position = offset + 1;
    while (source.at(position) != '"') {
      if (source.at(position) < 0) {
        throw error(offset, "unterminated string", null);
      }
      position += source.at(position) == '\\' ? 2 : 1;
    }
    return position + 1;
  }

  private int skipIdentifier(int offset) {
    int position = offset;
    while (isIdentifierPart(source.at(position))) {
      position++;
    }
    return position;
  }

  static boolean isIdentifierStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean isIdentifierPart(int c) {
    return isIdentifierStart(c) || NumberScanner.isDigit(c) || c == '.' || c == '-';
  }

  private HloException error(int offset, String message, String remedy) {
    Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.LEXICAL, message, remedy);
    return new HloException(diagnostic.at(source.locate(offset)));
  }
}
