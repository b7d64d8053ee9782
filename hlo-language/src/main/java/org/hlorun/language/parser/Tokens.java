package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COMMA;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/**
 * The tokens of a text for the readers of the grammar's parts: what is current, what is expected,
 * the plain values, and errors with their place. It also bounds nesting, so that no text can
 * overflow the stack.
 */
final class Tokens {
  /**
   * The deepest nesting of shapes, operands, tuple literals, inline computations and the like. It
   * is chosen so that reading it takes well under half a megabyte of stack.
   */
  static final int MAX_DEPTH = 256;

  private final SourceText source;
  private final Lexer lexer;
  private int depth;

  /**
   * The tokens of a text, the first being current.
   *
   * @param depth the nesting around the text
   */
  Tokens(SourceText source, int depth) {
    this.source = source;
    this.lexer = new Lexer(source);
    this.depth = depth;
    lexer.advance();
  }

  SourceText source() {
    return source;
  }

  TokenKind kind() {
    return lexer.kind();
  }

  /** The offset of the current token. */
  int start() {
    return lexer.start();
  }

  /** The offset behind the token before the current one. */
  int previousEnd() {
    return lexer.previousEnd();
  }

  /** The value of the current token, see {@link Lexer#text()}. */
  String text() {
    return lexer.text();
  }

  int depth() {
    return depth;
  }

  void advance() {
    lexer.advance();
  }

  void rewind(int offset) {
    lexer.rewind(offset);
  }

  boolean at(TokenKind kind) {
    return lexer.kind() == kind;
  }

  /** Whether the current token is the identifier {@code word}. */
  boolean atWord(String word) {
    return lexer.isWord(word);
  }

  /** The kind of the token behind the current one. */
  TokenKind peek() {
    int offset = lexer.start();
    lexer.advance();
    TokenKind next = lexer.kind();
    lexer.rewind(offset);
    return next;
  }

  /** Passes the current token if it is of a kind. */
  boolean accept(TokenKind kind) {
    if (lexer.kind() != kind) {
      return false;
    }
    lexer.advance();
    return true;
  }

  /** Passes the current token, which must be of a kind. */
  void expect(TokenKind kind, String message) {
    if (!accept(kind)) {
      throw error(message);
    }
  }

  /** Passes the current token, which must be of a kind, and gives its text. */
  String expectText(TokenKind kind, String message) {
    if (lexer.kind() != kind) {
      throw error(message);
    }
    String text = lexer.text();
    lexer.advance();
    return text;
  }

  /** A name, with or without {@code %}. */
  String name() {
    return at(TokenKind.NAME)
        ? expectText(TokenKind.NAME, "")
        : expectText(TokenKind.IDENT, "expects name");
  }

  String string() {
    return expectText(TokenKind.STRING, "expects string");
  }

  /** A string, or raw JSON with its braces. */
  String stringOrJson() {
    return at(TokenKind.LEFT_BRACE)
        ? lexer.takeJson()
        : expectText(TokenKind.STRING, "expects string or JSON dict");
  }

  boolean bool() {
    if (accept(TokenKind.TRUE)) {
      return true;
    }
    expect(TokenKind.FALSE, "expects true or false");
    return false;
  }

  /** A 64-bit integer; 2^63 to 2^64-1 as their bit patterns. */
  long integer() {
    if (!at(TokenKind.INT)) {
      throw error("expects integer");
    }
    long value = lexer.integer();
    lexer.advance();
    return value;
  }

  int int32() {
    int offset = start();
    long value = integer();
    if (value != (int) value) {
      throw error(offset, DiagnosticCode.SYNTAX, "value out of range for int32_t", null);
    }
    return (int) value;
  }

  /** A number as a double: a decimal, an integer, an infinity or a NaN. */
  double number() {
    NumberToken number = numberToken("expects decimal or integer");
    return number.value();
  }

  /**
   * A number of a literal.
   *
   * @param value the value, correctly rounded to double
   * @param payload the payload of a NaN, 0 for the plain one, -1 for anything else
   */
  record NumberToken(double value, long payload) {}

  /** A number with what a NaN's text says beyond its value. */
  NumberToken numberToken(String message) {
    NumberToken number =
        switch (kind()) {
          case INT -> new NumberToken(Double.parseDouble(text()), -1);
          case INF -> new NumberToken(Double.POSITIVE_INFINITY, -1);
          case NEGATIVE_INF -> new NumberToken(Double.NEGATIVE_INFINITY, -1);
          case DECIMAL -> decimal();
          default -> throw error(message);
        };
    lexer.advance();
    return number;
  }

  private NumberToken decimal() {
    if (lexer.isNaN()) {
      boolean negative = source.at(start()) == '-';
      return new NumberToken(
          Double.longBitsToDouble(negative ? 0xFFF8000000000000L : 0x7FF8000000000000L),
          lexer.payload());
    }
    double value = Double.parseDouble(text());
    if (Double.isInfinite(value)) {
      throw error(
          start(),
          DiagnosticCode.LITERAL,
          "Constant is out of range for double (+/-1.79769e+308) and so is unparsable.",
          "write inf or -inf");
    }
    return new NumberToken(value, -1);
  }

  /** A list between two tokens, its items separated by commas; it may be empty. */
  <T> List<T> list(TokenKind open, TokenKind close, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    forEach(open, close, () -> items.add(item.get()));
    return items;
  }

  /** Reads the items of a list between two tokens, separated by commas; there may be none. */
  void forEach(TokenKind open, TokenKind close, Runnable item) {
    openList(open);
    if (!at(close)) {
      do {
        item.run();
      } while (accept(COMMA));
    }
    closeList(close);
  }

  /** Consumes the token that a list begins with. */
  void openList(TokenKind open) {
    if (!accept(open)) {
      throw error("expects a list starting with " + open.text());
    }
  }

  /** Consumes the token that a list ends with. */
  void closeList(TokenKind close) {
    if (!accept(close)) {
      throw error("expects a list to end with " + close.text());
    }
  }

  /** {@code {1,2,3}} or the like between other tokens. */
  LongList integers(TokenKind open, TokenKind close) {
    openList(open);
    LongList items = at(close) ? LongList.empty() : integersUntilNoComma();
    closeList(close);
    return items;
  }

  /** {@code {1,2,3}}. */
  LongList integers() {
    return integers(TokenKind.LEFT_BRACE, TokenKind.RIGHT_BRACE);
  }

  /** {@code 1,2,3}: at least one integer. */
  LongList integersUntilNoComma() {
    long[] items = new long[8];
    int count = 0;
    do {
      if (count == items.length) {
        items = java.util.Arrays.copyOf(items, 2 * count);
      }
      items[count++] = integer();
    } while (accept(COMMA));
    return LongList.of(java.util.Arrays.copyOf(items, count));
  }

  /**
   * Enters a nested construct; {@link #leave()} leaves it.
   *
   * @throws HloException if it is nested too deep
   */
  void enter() {
    enter(1);
  }

  /** Enters a construct whose reading takes the stack of several ordinary levels. */
  void enter(int levels) {
    depth += levels;
    if (depth > MAX_DEPTH) {
      throw error(
          start(),
          DiagnosticCode.LIMIT,
          "maximum recursion depth exceeded",
          "nest at most " + MAX_DEPTH + " levels of shapes, operands, literals or computations");
    }
  }

  void leave() {
    leave(1);
  }

  void leave(int levels) {
    depth -= levels;
  }

  /** A syntax error at the current token. */
  HloException error(String message) {
    return error(start(), DiagnosticCode.SYNTAX, message, null);
  }

  /** An error at an offset; {@code remedy} may be null. */
  HloException error(int offset, DiagnosticCode code, String message, String remedy) {
    return new HloException(Diagnostic.of(code, message, remedy).at(source.locate(offset)));
  }
}
