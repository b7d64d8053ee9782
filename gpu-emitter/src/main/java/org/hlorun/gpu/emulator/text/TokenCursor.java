package org.hlorun.gpu.emulator.text;

import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/** A place in a list of tokens. */
final class TokenCursor {
  private final SourceText source;
  private final PtxErrors errors;
  private final List<Token> tokens;
  private int at;

  TokenCursor(SourceText source) {
    this.source = source;
    this.errors = new PtxErrors(source);
    this.tokens = new PtxLexer(source).tokens();
  }

  SourceText source() {
    return source;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    if (at < tokens.size() - 1) {
      at++;
    }
    return token;
  }

  boolean accept(String text) {
    if (peek().is(text)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(String text) {
    if (!peek().is(text)) {
      throw wrong("'" + text + "'");
    }
    return next();
  }

  /** A word that names something: no directive. */
  Token expectName() {
    if (peek().kind() != Token.Kind.WORD || peek().text().startsWith(".")) {
      throw wrong("a name");
    }
    return next();
  }

  /** An integer, from 0 to a limit. */
  long expectInteger(long limit) {
    Token token = peek();
    if (token.kind() == Token.Kind.NUMBER
        && Numbers.parse(token.text(), false) instanceof Operand.Integer integer) {
      if (integer.value() < 0 || integer.value() > limit) {
        throw error(
            DiagnosticCode.LIMIT, token, token.text() + " is not in the range 0.." + limit, null);
      }
      next();
      return integer.value();
    }
    throw wrong("an integer");
  }

  /** The next token is not what belongs here. */
  HloException wrong(String expected) {
    return errors.syntax(
        peek().offset(), "expected " + expected + ", not " + peek().describe(), null);
  }

  HloException error(DiagnosticCode code, Token token, String message, String remedy) {
    return errors.at(code, token.offset(), message, remedy);
  }

  /** Passes the rest of the line on which a token stands. */
  void skipLine(Token first) {
    while (peek().kind() != Token.Kind.END && sameLine(first.offset(), peek().offset())) {
      next();
    }
  }

  private boolean sameLine(int from, int to) {
    for (int i = from; i < to; i++) {
      if (source.at(i) == '\n') {
        return false;
      }
    }
    return true;
  }
}
