package org.hlorun.language.mlir.text;

import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.LocationAttribute;

/**
 * Reads {@code loc(...)} as text in the printer's spacing, with aliases replaced by what they stand
 * for. A location that would grow beyond {@link #MAX_LENGTH} that way keeps the aliases' names.
 */
final class LocationReader {
  /** The longest text of a location with aliases replaced. */
  static final int MAX_LENGTH = 8192;

  private final Readers readers;
  private final Tokens tokens;

  LocationReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
  }

  /** A trailing location, or the empty text if there is none. */
  String optional() {
    return tokens.atWord("loc") && tokens.lexer().at(tokens.end()) == '(' ? read() : "";
  }

  /** The text between the parentheses of {@code loc(...)}. */
  String read() {
    tokens.expectWord("loc");
    tokens.expect(TokenKind.LEFT_PAREN);
    StringBuilder text = new StringBuilder();
    instance(text);
    tokens.expect(TokenKind.RIGHT_PAREN);
    return text.toString();
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
    if (tokens.lexer().at(tokens.end()) == '<') {
      int start = tokens.start();
      readers.attributes().read();
      text.append(tokens.source().slice(start, tokens.start()).strip());
      return;
    }
    String written = tokens.text();
    MlirAttribute value = readers.aliases().attribute(tokens.name(), tokens.start());
    if (!(value instanceof LocationAttribute location)) {
      throw tokens.error("expected location, but found " + written);
    }
    boolean fits = text.length() + location.text().length() <= MAX_LENGTH;
    text.append(fits ? location.text() : written);
    tokens.advance();
  }
}
