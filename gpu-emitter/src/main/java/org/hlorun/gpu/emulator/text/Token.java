package org.hlorun.gpu.emulator.text;

/**
 * A token of a PTX text.
 *
 * @param kind what it is
 * @param text as written; a string without its quotes
 * @param offset where it begins, in bytes
 */
record Token(Kind kind, String text, int offset) {
  enum Kind {
    /** A name, a directive or an opcode with its modifiers. */
    WORD,
    NUMBER,
    STRING,
    PUNCTUATION,
    END
  }

  boolean is(String expected) {
    return (kind == Kind.PUNCTUATION || kind == Kind.WORD) && text.equals(expected);
  }

  String describe() {
    return switch (kind) {
      case END -> "the end of the text";
      case STRING -> "a string";
      default -> "'" + text + "'";
    };
  }
}
