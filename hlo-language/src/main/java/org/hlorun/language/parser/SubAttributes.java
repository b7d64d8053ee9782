package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ATTRIBUTE_NAME;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;

import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * Reads blocks of sub-attributes, {@code {op_name="a" source_line=3}}: name and value, separated by
 * blanks; one comma before each is tolerated.
 */
final class SubAttributes {
  /** Reads the value of a sub-attribute. */
  interface ValueReader {
    /**
     * Reads the value of {@code name}; false, without passing anything, if there is no such one.
     */
    boolean read(String name);
  }

  private final Tokens tokens;
  private final Set<String> seen = new HashSet<>();
  private int end;

  private SubAttributes(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a block.
   *
   * @param allowed the names there are, for the message about another one
   * @return the names that were given
   */
  static SubAttributes read(Tokens tokens, String allowed, ValueReader values) {
    SubAttributes block = new SubAttributes(tokens);
    block.readAll(true, allowed, values);
    return block;
  }

  /** Reads a block in which no commas are tolerated. */
  static SubAttributes readWithoutCommas(Tokens tokens, String allowed, ValueReader values) {
    SubAttributes block = new SubAttributes(tokens);
    block.readAll(false, allowed, values);
    return block;
  }

  private void readAll(boolean commas, String allowed, ValueReader values) {
    tokens.expect(LEFT_BRACE, "expects '{' to start sub attributes");
    while (!tokens.at(RIGHT_BRACE)) {
      if (commas) {
        tokens.accept(COMMA);
      }
      int offset = tokens.start();
      String name = tokens.expectText(ATTRIBUTE_NAME, "expects attribute name");
      if (!seen.add(name)) {
        throw error(offset, "sub-attribute '%s=' already exists".formatted(name));
      }
      if (!values.read(name)) {
        throw error(
            offset, "unexpected attribute \"%s\". Allowed attributes: %s".formatted(name, allowed));
      }
    }
    end = tokens.start();
    tokens.expect(RIGHT_BRACE, "expects '}' to end sub attributes");
  }

  /** Fails unless {@code name} was given. */
  void require(String name) {
    if (!seen.contains(name)) {
      throw error(end, "sub-attribute %s is expected but not seen".formatted(name));
    }
  }

  private RuntimeException error(int offset, String message) {
    return tokens.error(offset, DiagnosticCode.ATTRIBUTE, message, null);
  }
}
