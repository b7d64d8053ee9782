package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.LEFT_SQUARE;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_SQUARE;
import static org.hlorun.language.parser.TokenKind.STRING;

import java.util.List;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.attribute.OriginalValue;
import org.hlorun.language.collection.LongList;

/** Reads original values: {@code {({"a"}, {"b" {1}})}}, {@code {[synthetic_call]}}. */
final class OriginReader {
  private final Tokens tokens;

  OriginReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The value of {@code origin=}; null for {@code {}}, which says nothing. */
  OriginalValue read() {
    tokens.expect(LEFT_BRACE, "expects '{' to start an original value");
    if (tokens.accept(RIGHT_BRACE)) {
      return null;
    }
    OriginalValue value;
    if (tokens.accept(LEFT_SQUARE)) {
      if (!tokens.atWord("synthetic_call")) {
        throw tokens.error("expects synthetic_call");
      }
      tokens.advance();
      tokens.expect(RIGHT_SQUARE, "expects ']' behind synthetic_call");
      value = new OriginalValue.SyntheticCall();
    } else {
      value = readTree();
    }
    tokens.expect(RIGHT_BRACE, "expects '}' to end an original value");
    return value;
  }

  private OriginalValue readTree() {
    if (!tokens.at(LEFT_PAREN)) {
      return new OriginalValue.Leaf(readArray());
    }
    tokens.enter();
    List<OriginalValue> elements = tokens.list(LEFT_PAREN, RIGHT_PAREN, this::readTree);
    tokens.leave();
    return new OriginalValue.Tuple(elements);
  }

  /** {@code {"add.3" {1,0}}}; null for {@code {}}. */
  OriginalArray readArray() {
    tokens.expect(LEFT_BRACE, "expects '{' to start an original array");
    OriginalArray array = null;
    if (tokens.at(STRING)) {
      String instruction = tokens.string();
      LongList index = tokens.at(LEFT_BRACE) ? tokens.integers() : LongList.empty();
      array = new OriginalArray(instruction, index);
    }
    tokens.expect(RIGHT_BRACE, "expects '}' to end an original array");
    return array;
  }
}
