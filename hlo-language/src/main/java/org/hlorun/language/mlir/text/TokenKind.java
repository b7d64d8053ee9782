package org.hlorun.language.mlir.text;

/** The kinds of tokens of MLIR text. */
enum TokenKind {
  END("end of file"),
  BARE_ID("identifier"),
  INTEGER("integer"),
  FLOAT("float"),
  STRING("string"),
  PERCENT_ID("SSA value name"),
  AT_ID("symbol name"),
  CARET_ID("block name"),
  HASH_ID("attribute name"),
  EXCLAMATION_ID("type name"),
  LEFT_PAREN("'('"),
  RIGHT_PAREN("')'"),
  LEFT_BRACE("'{'"),
  RIGHT_BRACE("'}'"),
  LEFT_SQUARE("'['"),
  RIGHT_SQUARE("']'"),
  LESS("'<'"),
  GREATER("'>'"),
  COMMA("','"),
  COLON("':'"),
  COLON_COLON("'::'"),
  EQUAL("'='"),
  ARROW("'->'"),
  MINUS("'-'"),
  PLUS("'+'"),
  STAR("'*'"),
  SLASH("'/'"),
  QUESTION("'?'"),
  VERTICAL_BAR("'|'"),
  ELLIPSIS("'...'"),
  METADATA_BEGIN("'{-#'"),
  METADATA_END("'#-}'");

  private final String text;

  TokenKind(String text) {
    this.text = text;
  }

  /** What to call it in a message: punctuation in quotes, otherwise its kind. */
  String text() {
    return text;
  }
}
