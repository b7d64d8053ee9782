package org.hlorun.language.mlir.text;

import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.LocationAttribute;

/**
 * Reads {@code loc(...)} as text in the printer's spacing, with aliases replaced by what they stand
 * for. A location that would grow beyond {@link #MAX_LENGTH} that way keeps the aliases' names.
 */
final class LocationReader {
  /** The longest text of a location with aliases replaced. */
  static final int MAX_LENGTH = 1024;

  private final Readers readers;
  private final Tokens tokens;

  /** How much longer all locations together may become by replacing aliases. */
  private long budget;

  /**
   * @param budget how much longer all locations together may become by replacing aliases
   */
  LocationReader(Readers readers, long budget) {
    this.readers = readers;
    this.tokens = readers.tokens();
    this.budget = budget;
  }

  /** A trailing location, or the empty text if there is none. */
  String optional() {
    return tokens.atWord("loc") && tokens.lexer().at(tokens.end()) == '(' ? read() : "";
  }

  /** The text between the parentheses of {@code loc(...)}. */
  String read() {
    tokens.expectWord("loc");
    tokens.expect(TokenKind.LEFT_PAREN);
    String text;
    if (tokens.at(TokenKind.HASH_ID) && !atDialectAttribute()) {
      text = alias();
    } else {
      StringBuilder instance = new StringBuilder();
      instance(instance);
      text = instance.toString();
    }
    tokens.expect(TokenKind.RIGHT_PAREN);
    return text;
  }

  private boolean atDialectAttribute() {
    return tokens.lexer().at(tokens.end()) == '<';
  }

  private void instance(StringBuilder text) {
    tokens.enter();
    switch (tokens.kind()) {
      case HASH_ID -> alias(text);
      case STRING -> named(text);
      case BARE_ID -> word(text);
      default -> throw tokens.error("expected location instance");
    }
    tokens.leave();
  }

  private void word(StringBuilder text) {
    if (tokens.acceptWord("unknown")) {
      text.append("unknown");
    } else if (tokens.acceptWord("callsite")) {
      tokens.expect(TokenKind.LEFT_PAREN);
      instance(text.append("callsite("));
      tokens.expectWord("at");
      instance(text.append(" at "));
      tokens.expect(TokenKind.RIGHT_PAREN);
      text.append(')');
    } else if (tokens.acceptWord("fused")) {
      fused(text);
    } else {
      throw tokens.error("expected location instance");
    }
  }

  private void fused(StringBuilder text) {
    text.append("fused");
    if (tokens.at(TokenKind.LESS)) {
      tokens.advance();
      int start = tokens.start();
      readers.attributes().read();
      int end = tokens.start();
      text.append('<').append(tokens.source().slice(start, end).strip()).append('>');
      tokens.expect(TokenKind.GREATER);
    }
    String[] separator = {"["};
    tokens.list(
        TokenKind.LEFT_SQUARE,
        TokenKind.RIGHT_SQUARE,
        () -> {
          instance(text.append(separator[0]));
          separator[0] = ", ";
          return text;
        });
    text.append(separator[0].equals("[") ? "[]" : "]");
  }

  /** {@code "file":line:column}, a range of them, or {@code "name"(location)}. */
  private void named(StringBuilder text) {
    text.append(tokens.text());
    tokens.advance();
    if (tokens.accept(TokenKind.LEFT_PAREN)) {
      instance(text.append('('));
      tokens.expect(TokenKind.RIGHT_PAREN);
      text.append(')');
    } else if (tokens.accept(TokenKind.COLON)) {
      text.append(':').append(tokens.integer());
      tokens.expect(TokenKind.COLON);
      text.append(':').append(tokens.integer());
      if (tokens.acceptWord("to")) {
        text.append(" to ");
        if (tokens.at(TokenKind.INTEGER)) {
          text.append(tokens.integer());
        }
        tokens.expect(TokenKind.COLON);
        text.append(':').append(tokens.integer());
      }
    }
  }

  private void alias(StringBuilder text) {
    if (atDialectAttribute()) {
      int start = tokens.start();
      readers.attributes().read();
      text.append(tokens.source().slice(start, tokens.start()).strip());
      return;
    }
    String written = tokens.text();
    String value = alias();
    boolean fits = text.length() + value.length() <= MAX_LENGTH && value.length() <= budget;
    budget -= fits ? value.length() : 0;
    text.append(fits ? value : written);
  }

  /**
   * What the current alias stands for. A chain of aliases that are not yet read and that is too
   * long for the stack ends with a name.
   */
  private String alias() {
    String written = tokens.text();
    String name = tokens.name();
    if (tokens.depth() > Tokens.MAX_DEPTH / 2 && readers.aliases().isPending(name)) {
      tokens.advance();
      return written;
    }
    MlirAttribute value = readers.aliases().attribute(name, tokens.start());
    if (!(value instanceof LocationAttribute location)) {
      throw tokens.error("expected location, but found " + written);
    }
    tokens.advance();
    return location.text();
  }
}
