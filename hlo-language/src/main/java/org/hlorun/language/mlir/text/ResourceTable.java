package org.hlorun.language.mlir.text;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * The resources of a file's metadata section: {@code {-# dialect_resources: {builtin: {key:
 * "0x..."}} #-}}. It stands at the end of the file, so it is read when first needed.
 */
final class ResourceTable {

  /**
   * A resource's data as hexadecimal digits in the text.
   *
   * @param start the offset of the string's contents
   * @param end the offset behind them
   */
  record Blob(String key, int start, int end) {}

  private final Tokens tokens;
  private final int section;
  private Map<String, Blob> blobs;

  /**
   * @param section the offset of the metadata section, or -1
   */
  ResourceTable(Tokens tokens, int section) {
    this.tokens = tokens;
    this.section = section;
  }

  /** The data of a key, or null if the file has none. The current token remains. */
  Blob blob(String key) {
    if (blobs == null && section >= 0) {
      int offset = tokens.start();
      tokens.restart(section);
      read();
      tokens.restart(offset);
    }
    return blobs == null ? null : blobs.get(key);
  }

  /** Reads a metadata section, which is current. */
  void read() {
    Map<String, Blob> found = new HashMap<>();
    tokens.expect(TokenKind.METADATA_BEGIN);
    while (!tokens.at(TokenKind.METADATA_END)) {
      boolean resources = tokens.atWord("dialect_resources");
      entry(found, resources ? 2 : 0);
      if (!tokens.accept(TokenKind.COMMA)) {
        break;
      }
    }
    tokens.expect(TokenKind.METADATA_END);
    blobs = found;
  }

  /** {@code key: value}; {@code level} is how many braces deeper the resources are, 0 for never. */
  private void entry(Map<String, Blob> found, int level) {
    String key = tokens.at(TokenKind.STRING) ? tokens.string() : tokens.word();
    tokens.expect(TokenKind.COLON);
    if (!tokens.at(TokenKind.LEFT_BRACE)) {
      value();
      return;
    }
    tokens.enter();
    boolean blobsHere = level == 1;
    tokens.list(
        TokenKind.LEFT_BRACE,
        TokenKind.RIGHT_BRACE,
        () -> {
          if (blobsHere) {
            blob(found);
          } else {
            entry(found, level - 1);
          }
          return key;
        });
    tokens.leave();
  }

  private void blob(Map<String, Blob> found) {
    int offset = tokens.start();
    String key = tokens.at(TokenKind.STRING) ? tokens.string() : tokens.word();
    tokens.expect(TokenKind.COLON);
    if (!tokens.at(TokenKind.STRING)) {
      throw tokens.error("expected hex string blob for key '" + key + "'");
    }
    if (found.put(key, new Blob(key, tokens.start() + 1, tokens.end() - 1)) != null) {
      throw tokens.error(
          offset, DiagnosticCode.BAD_NAME, "redefinition of resource '" + key + "'", null);
    }
    tokens.advance();
  }

  private void value() {
    if (tokens.at(TokenKind.STRING)
        || tokens.at(TokenKind.INTEGER)
        || tokens.at(TokenKind.FLOAT)
        || tokens.atWord("true")
        || tokens.atWord("false")) {
      tokens.advance();
    } else {
      throw tokens.error("expected a value");
    }
  }
}
