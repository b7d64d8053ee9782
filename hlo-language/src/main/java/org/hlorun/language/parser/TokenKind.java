package org.hlorun.language.parser;

import java.util.HashMap;
import java.util.Map;

/** The kinds of tokens of HLO text. */
enum TokenKind {
  END("end of text"),
  EQUAL("'='"),
  COMMA("','"),
  COLON("':'"),
  STAR("'*'"),
  HASH("'#'"),
  PLUS("'+'"),
  TILDE("'~'"),
  LEFT_SQUARE("'['"),
  RIGHT_SQUARE("']'"),
  LEFT_BRACE("'{'"),
  RIGHT_BRACE("'}'"),
  LEFT_PAREN("'('"),
  RIGHT_PAREN("')'"),
  ARROW("'->'"),
  LESS_EQUAL("'<='"),
  ELLIPSIS("'...'"),
  QUESTION("'?'"),
  /** {@code %name}, or {@code name:} with its colon. */
  NAME("name"),
  /** {@code name=} with its equals sign. */
  ATTRIBUTE_NAME("attribute name"),
  PRIMITIVE_TYPE("primitive type"),
  /** A number with a point or an exponent, or {@code nan} with sign and payload. */
  DECIMAL("decimal"),
  INF("inf"),
  NEGATIVE_INF("-inf"),
  /** {@code b01f_01io->b01f}. */
  DIM_LABELS("dimension labels"),
  /** {@code 2x3x4}. */
  DXD("sizes joined by 'x'"),
  /** {@code 0_1x-1_2}. */
  PAD("padding"),
  INT("integer"),
  STRING("string"),
  IDENT("identifier"),

  TRUE("true"),
  FALSE("false"),
  HLO_MODULE("HloModule"),
  ENTRY("ENTRY"),
  ROOT("ROOT"),
  FILE_NAMES("FileNames"),
  FUNCTION_NAMES("FunctionNames"),
  FILE_LOCATIONS("FileLocations"),
  STACK_FRAMES("StackFrames"),
  MAXIMAL("maximal"),
  REPLICATED("replicated"),
  MANUAL("manual"),
  LAST_TILE_DIM_REPLICATE("last_tile_dim_replicate"),
  SHARD_AS("shard_as"),
  SHARD_LIKE("shard_like"),
  UNKNOWN("unknown"),
  UNREDUCED("unreduced");

  /** Identifiers that are tokens of their own. */
  static final Map<String, TokenKind> KEYWORDS = new HashMap<>();

  static {
    KEYWORDS.put(INF.text, INF);
    for (TokenKind kind : values()) {
      if (kind.ordinal() >= TRUE.ordinal()) {
        KEYWORDS.put(kind.text, kind);
      }
    }
  }

  private final String text;

  TokenKind(String text) {
    this.text = text;
  }

  /** How a message calls this kind. */
  String text() {
    return text;
  }
}
