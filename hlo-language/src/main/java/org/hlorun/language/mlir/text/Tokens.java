package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/**
 * The tokens of a text for the readers of the grammar's parts: what is current, what is expected,
 * plain values, and errors with their place. It also bounds nesting, so that no text can overflow
 * the stack.
 */
final class Tokens {
  /**
   * The deepest nesting of regions, types, attributes and locations together. It is chosen so that
   * reading it takes well under half a megabyte of stack.
   */
  static final int MAX_DEPTH = 192;

  /** The most digits of a number. */
  static final int MAX_DIGITS = 4096;

  private final SourceText source;
  private final Lexer lexer;
  private int depth;
  private int deepest;
  private long parts;

  Tokens(SourceText source, int start, int limit) {
    this.source = source;
    this.lexer = new Lexer(source, start, limit);
  }

  SourceText source() {
    return source;
  }

  Lexer lexer() {
    return lexer;
  }

  TokenKind kind() {
    return lexer.kind();
  }

  /** The offset of the current token. */
  int start() {
    return lexer.start();
  }

  /** The offset behind the current token. */
  int end() {
    return lexer.end();
  }

  /** The bytes of the current token, one per char. */
  String text() {
    return source.slice(lexer.start(), lexer.end());
  }

  /** The current token without its first character: the name behind {@code %} or the like. */
  String name() {
    return source.slice(lexer.start() + 1, lexer.end());
  }

  void advance() {
    lexer.advance();
  }

  /** Makes the token at or behind an offset the current one. */
  void restart(int offset) {
    lexer.restart(offset);
  }

  boolean at(TokenKind kind) {
    return lexer.kind() == kind;
  }

  /** Whether the current token is the identifier {@code word}. */
  boolean atWord(String word) {
    int start = lexer.start();
    if (lexer.kind() != TokenKind.BARE_ID || lexer.end() - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (source.at(start + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Passes the current token if it is of a kind. */
  boolean accept(TokenKind kind) {
    if (lexer.kind() != kind) {
      return false;
    }
    lexer.advance();
    return true;
  }

  /** Passes the current token if it is the identifier {@code word}. */
  boolean acceptWord(String word) {
    if (!atWord(word)) {
      return false;
    }
    lexer.advance();
    return true;
  }

  /** Passes the current token, which must be of a kind. */
  void expect(TokenKind kind) {
    if (!accept(kind)) {
      throw error("expected " + kind.text());
    }
  }

  /** Passes the current token, which must be the identifier {@code word}. */
  void expectWord(String word) {
    if (!acceptWord(word)) {
      throw error("expected '" + word + "'");
    }
  }

  /** An identifier. */
  String word() {
    if (!at(TokenKind.BARE_ID)) {
      throw error("expected identifier");
    }
    String text = text();
    advance();
    return text;
  }

  /** The contents of a string. */
  String string() {
    if (!at(TokenKind.STRING)) {
      throw error("expected string");
    }
    String value = StringEscapes.decode(this, start() + 1, end() - 1);
    advance();
    return value;
  }

  /** A symbol name without its {@code @} and quotes. */
  String symbol() {
    if (!at(TokenKind.AT_ID)) {
      throw error("expected symbol name");
    }
    boolean quoted = source.at(start() + 1) == '"';
    String value =
        quoted
            ? StringEscapes.decode(this, start() + 2, end() - 1)
            : source.slice(start() + 1, end());
    advance();
    return value;
  }

  /** A signed 64-bit integer. */
  long integer() {
    int offset = start();
    boolean negative = accept(TokenKind.MINUS);
    if (!at(TokenKind.INTEGER)) {
      throw error("expected integer value");
    }
    String text = number();
    advance();
    try {
      return Numbers.integer(text, negative).longValueExact();
    } catch (ArithmeticException e) {
      throw error(offset, DiagnosticCode.SYNTAX, "integer value too large", null);
    }
  }

  /** A decimal number. */
  double decimal() {
    boolean negative = accept(TokenKind.MINUS);
    if (!at(TokenKind.FLOAT) && !at(TokenKind.INTEGER)) {
      throw error("expected number");
    }
    String text = number();
    double value =
        at(TokenKind.FLOAT) ? Double.parseDouble(text) : Numbers.integer(text, false).doubleValue();
    advance();
    return negative ? -value : value;
  }

  /** The text of the current number, of bounded length. */
  String number() {
    if (end() - start() > MAX_DIGITS) {
      throw error(
          start(),
          DiagnosticCode.LIMIT,
          "a number of more than " + MAX_DIGITS + " characters is not supported",
          null);
    }
    return text();
  }

  /** Items separated by commas between two tokens; there may be none. */
  <T> List<T> list(TokenKind open, TokenKind close, Supplier<T> item) {
    expect(open);
    List<T> items = new ArrayList<>();
    if (!at(close)) {
      do {
        items.add(item.get());
      } while (accept(TokenKind.COMMA));
    }
    expect(close);
    return items;
  }

  /** Begins a nested part; {@link #leave} ends it. */
  void enter() {
    depth++;
    parts++;
    deepen(depth);
  }

  void leave() {
    depth--;
  }

  int depth() {
    return depth;
  }

  /** The number of nested parts so far. */
  long parts() {
    return parts;
  }

  /** Counts parts that stand elsewhere in the text and are now used again. */
  void addParts(long count) {
    parts += count;
  }

  /** The deepest nesting since {@link #resetDeepest}. */
  int deepest() {
    return deepest;
  }

  void resetDeepest() {
    deepest = depth;
  }

  /** Notes that something nests to a depth, which is bounded. */
  void deepen(int reached) {
    deepest = Math.max(deepest, reached);
    if (deepest > MAX_DEPTH) {
      throw error(
          start(),
          DiagnosticCode.LIMIT,
          "nesting deeper than " + MAX_DEPTH + " levels is not supported",
          null);
    }
  }

  /** A syntax error at the current token. */
  HloException error(String message) {
    return error(start(), DiagnosticCode.SYNTAX, message, null);
  }

  HloException error(int offset, DiagnosticCode code, String message, String remedy) {
    return new HloException(Diagnostic.of(code, message, remedy).at(source.locate(offset)));
  }
}
