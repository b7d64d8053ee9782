package org.hlorun.language.mlir.text;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The text between the angle brackets of a dialect's types and attributes. */
final class Bodies {
  private Bodies() {}

  /**
   * The offset of the bracket that closes the {@code <} at an offset. Brackets of all kinds nest;
   * {@code ->}, strings and comments are passed over.
   */
  static int end(Tokens tokens, int open) {
    Lexer lexer = tokens.lexer();
    StringBuilder closers = new StringBuilder();
    int position = open;
    while (true) {
      position = lexer.skipSpace(position);
      int c = lexer.at(position);
      switch (c) {
        case '<' -> closers.append('>');
        case '(' -> closers.append(')');
        case '[' -> closers.append(']');
        case '{' -> closers.append('}');
        case '"' -> position = lexer.skipString(position) - 1;
        case '-' -> position += lexer.at(position + 1) == '>' ? 1 : 0;
        case '>', ')', ']', '}' -> {
          int last = closers.length() - 1;
          if (c != closers.charAt(last)) {
            throw unbalanced(tokens, position, closers.charAt(last));
          }
          if (last == 0) {
            return position;
          }
          closers.setLength(last);
        }
        case -1 -> throw unbalanced(tokens, position, closers.charAt(closers.length() - 1));
        default -> {
          // Anything else is part of the body.
        }
      }
      position++;
    }
  }

  private static HloException unbalanced(Tokens tokens, int offset, char closer) {
    return tokens.error(
        offset, DiagnosticCode.SYNTAX, "unbalanced brackets: expected '" + closer + "'", null);
  }

  /**
   * A dialect's attribute or type.
   *
   * @param name dialect and name
   * @param text the rest of the body
   * @param start the offset of the rest
   */
  record Named(String name, String text, int start) {}

  /**
   * Names what stands before a body {@code [start, end)}: {@code #dialect.name<text>} as it is,
   * {@code #dialect<name text>} and {@code #dialect<name<text>>} as {@code dialect.name}.
   */
  static Named split(Tokens tokens, String prefix, int start, int end) {
    if (prefix.indexOf('.') >= 0) {
      return named(tokens, prefix, start, end);
    }
    Lexer lexer = tokens.lexer();
    int nameStart = lexer.skipSpace(start);
    int nameEnd = nameStart;
    while (nameEnd < end
        && (Lexer.isLetter(lexer.at(nameEnd))
            || Lexer.isDigit(lexer.at(nameEnd))
            || lexer.at(nameEnd) == '_')) {
      nameEnd++;
    }
    String name = prefix + "." + tokens.source().slice(nameStart, nameEnd);
    if (nameEnd == nameStart) {
      return named(tokens, prefix, start, end);
    }
    if (lexer.at(nameEnd) == '<') {
      return named(tokens, name, nameEnd + 1, end(tokens, nameEnd));
    }
    return named(tokens, name, nameEnd, end);
  }

  private static Named named(Tokens tokens, String name, int start, int end) {
    return new Named(name, tokens.source().slice(start, end).strip(), start);
  }
}
