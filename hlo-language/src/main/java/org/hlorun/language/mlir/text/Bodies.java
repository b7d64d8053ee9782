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
   * The beginning of a body.
   *
   * @param name dialect and name of the attribute or type
   * @param start the offset of what follows the name
   */
  record Head(String name, int start) {}

  /**
   * Names what stands before the {@code <} at an offset: {@code #dialect.name<} as it is, {@code
   * #dialect<name} as {@code dialect.name}.
   */
  static Head head(Tokens tokens, String prefix, int open) {
    if (prefix.indexOf('.') >= 0) {
      return new Head(prefix, open + 1);
    }
    Lexer lexer = tokens.lexer();
    int start = lexer.skipSpace(open + 1);
    int end = start;
    for (int c = lexer.at(end);
        Lexer.isLetter(c) || Lexer.isDigit(c) || c == '_';
        c = lexer.at(end)) {
      end++;
    }
    return end == start
        ? new Head(prefix, open + 1)
        : new Head(prefix + "." + tokens.source().slice(start, end), end);
  }

  /**
   * The text from the end of the name to the closing bracket at {@code end}; of {@code
   * #dialect<name<text>>} that inside the inner brackets.
   */
  static String text(Tokens tokens, Head head, int end) {
    Lexer lexer = tokens.lexer();
    int start = head.start();
    if (lexer.at(start) == '<') {
      int inner = end(tokens, start);
      if (lexer.skipSpace(inner + 1) == end) {
        return tokens.source().slice(start + 1, inner).strip();
      }
    }
    return tokens.source().slice(start, end).strip();
  }
}
