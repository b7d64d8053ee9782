package org.hlorun.language.parser;

/** Which names instructions may have. */
final class InstructionNames {
  private InstructionNames() {}

  /**
   * The legal name nearest to {@code name}: itself if it is legal. A name is made of letters,
   * digits, {@code _ . -}, begins with a letter or {@code _}, is not the name of a type, and does
   * not begin with {@code __} unless with {@code __xla_}.
   */
  static String sanitize(String name) {
    StringBuilder result = new StringBuilder(name);
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      boolean legal = i == 0 ? Lexer.isIdentifierStart(c) : Lexer.isIdentifierPart(c);
      if (!legal) {
        result.setCharAt(i, '_');
      }
    }
    if (Lexer.isTypeName(name)) {
      result.append('_');
    }
    if (name.startsWith("__") && !name.startsWith("__xla_")) {
      result.setCharAt(0, 'a');
    }
    return result.toString();
  }
}
