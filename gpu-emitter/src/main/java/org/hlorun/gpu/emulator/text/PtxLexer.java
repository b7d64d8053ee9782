package org.hlorun.gpu.emulator.text;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.SourceText;

/**
 * Cuts a PTX text into tokens. A word takes the dots in it along, so that {@code ld.global.f32},
 * {@code .reg} and {@code %tid.x} are one token each, and pairs of colons, as in {@code
 * .shared::cta}.
 */
final class PtxLexer {
  private final SourceText source;
  private final PtxErrors errors;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  PtxLexer(SourceText source) {
    this.source = source;
    this.errors = new PtxErrors(source);
  }

  /** All tokens, the last one of kind END. */
  List<Token> tokens() {
    while (true) {
      skipSpace();
      int c = source.at(at);
      if (c < 0) {
        tokens.add(new Token(Token.Kind.END, "", at));
        return tokens;
      }
      int start = at;
      if (c >= '0' && c <= '9') {
        number();
        add(Token.Kind.NUMBER, start);
      } else if (startsWord(c)) {
        word();
        add(Token.Kind.WORD, start);
      } else if (c == '"') {
        string();
      } else if ("@!,;[]{}()<>:|+-=*/&~".indexOf(c) >= 0) {
        at++;
        add(Token.Kind.PUNCTUATION, start);
      } else {
        throw errors.at(
            DiagnosticCode.LEXICAL, at, "PTX has no character " + shown(c) + " here", null);
      }
    }
  }

  private static String shown(int c) {
    return c > ' ' && c < 127 ? "'" + (char) c + "'" : "0x%02x".formatted(c);
  }

  private void add(Token.Kind kind, int start) {
    tokens.add(new Token(kind, source.slice(start, at), start));
  }

  private static boolean startsWord(int c) {
    return c == '%' || c == '.' || inWord(c);
  }

  private static boolean inWord(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '$';
  }

  private void word() {
    at++;
    while (true) {
      int c = source.at(at);
      if (inWord(c) || c == '.') {
        at++;
      } else if (c == ':' && source.at(at + 1) == ':') {
        at += 2;
      } else {
        return;
      }
    }
  }

  /** Takes the characters of a number; their meaning is {@link Numbers}' matter. */
  private void number() {
    boolean prefixed = source.at(at) == '0' && Character.isLetter(source.at(at + 1));
    at++;
    while (true) {
      int c = source.at(at);
      boolean exponentSign =
          (c == '+' || c == '-')
              && !prefixed
              && (source.at(at - 1) == 'e' || source.at(at - 1) == 'E');
      if (inWord(c) && c != '$' || c == '.' || exponentSign) {
        at++;
      } else {
        return;
      }
    }
  }

  private void string() {
    int start = at++;
    while (source.at(at) != '"') {
      if (source.at(at) < 0 || source.at(at) == '\n') {
        throw errors.at(
            DiagnosticCode.LEXICAL, start, "a string that does not end on its line", null);
      }
      at++;
    }
    at++;
    tokens.add(new Token(Token.Kind.STRING, source.slice(start + 1, at - 1), start));
  }

  private void skipSpace() {
    while (true) {
      int c = source.at(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        at++;
      } else if (c == '/' && source.at(at + 1) == '/') {
        while (source.at(at) >= 0 && source.at(at) != '\n') {
          at++;
        }
      } else if (c == '/' && source.at(at + 1) == '*') {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() {
    int start = at;
    at += 2;
    while (!(source.at(at) == '*' && source.at(at + 1) == '/')) {
      if (source.at(at) < 0) {
        throw errors.at(DiagnosticCode.LEXICAL, start, "a comment that does not end", null);
      }
      at++;
    }
    at += 2;
  }
}
