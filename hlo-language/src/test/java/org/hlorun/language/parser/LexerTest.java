package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertBodyRejected;
import static org.hlorun.language.parser.Texts.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTest {

  /** The tokens of a text as {@code KIND:value}. */
  private static List<String> tokens(String text) {
    Lexer lexer = new Lexer(SourceText.of("test", text));
    List<String> tokens = new ArrayList<>();
    for (lexer.advance(); lexer.kind() != TokenKind.END; lexer.advance()) {
      tokens.add(lexer.kind() + ":" + lexer.text());
    }
    return tokens;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Identifiers, names, attribute names.
        "a | IDENT:a",
        "a.1 | IDENT:a.1",
        "get-tuple-element.3 | IDENT:get-tuple-element.3",
        "_x | IDENT:_x",
        "%a.b-c | NAME:a.b-c",
        "%ROOT | NAME:ROOT",
        "a: | NAME:a",
        "ROOT: | NAME:ROOT",
        "a= | ATTRIBUTE_NAME:a",
        "f32= | ATTRIBUTE_NAME:f32",
        "control-predecessors= | ATTRIBUTE_NAME:control-predecessors",
        "%a= | NAME:a EQUAL:=",
        "%a: | NAME:a COLON::",
        // Types and keywords.
        "f32 | PRIMITIVE_TYPE:f32",
        "f8e4m3b11fnuz | PRIMITIVE_TYPE:f8e4m3b11fnuz",
        "token | PRIMITIVE_TYPE:token",
        "F32 | IDENT:F32",
        "tuple | IDENT:tuple",
        "true | TRUE:true",
        "inf | INF:inf",
        "last_tile_dim_replicate | LAST_TILE_DIM_REPLICATE:last_tile_dim_replicate",
        "unreduced | UNREDUCED:unreduced",
        // Numbers.
        "12 | INT:12",
        "-12 | INT:-12",
        "1. | DECIMAL:1.",
        "-.5 | DECIMAL:-.5",
        "1e5 | DECIMAL:1e5",
        "1.5E-3 | DECIMAL:1.5E-3",
        "1e | INT:1 IDENT:e",
        "2x3 | DXD:2x3",
        "0x10 | DXD:0x10",
        "2x3x | DXD:2x3 IDENT:x",
        "0_1 | PAD:0_1",
        "-1_2x0_0 | PAD:-1_2x0_0",
        "0_0_3x1_1 | PAD:0_0_3x1_1",
        "0_0x | PAD:0_0 IDENT:x",
        "-inf | NEGATIVE_INF:-inf",
        "nan | DECIMAL:nan",
        "-nan(0x1f) | DECIMAL:-nan(0x1f)",
        "-> | ARROW:->",
        "<= | LESS_EQUAL:<=",
        "... | ELLIPSIS:...",
        // Dimension labels.
        "b01f_01io->b01f | DIM_LABELS:b01f_01io->b01f",
        "?b01f_0?1io->b01?f | DIM_LABELS:?b01f_0?1io->b01?f",
        "01bf_io01->01bf | DIM_LABELS:01bf_io01->01bf",
        "? | QUESTION:?",
        "?,? | QUESTION:? COMMA:, QUESTION:?",
        // Punctuation and comments.
        "=,:*#+~[]{}() | EQUAL:= COMMA:, COLON:: STAR:* HASH:# PLUS:+ TILDE:~ LEFT_SQUARE:["
            + " RIGHT_SQUARE:] LEFT_BRACE:{ RIGHT_BRACE:} LEFT_PAREN:( RIGHT_PAREN:)",
        "a/*index=5*/b | IDENT:a IDENT:b",
        "a// c d | IDENT:a",
        "a/* /* */b | IDENT:a IDENT:b",
      })
  void cutsTokens(String text, String expected) {
    assertEquals(List.of(expected.split(" ")), tokens(text));
  }

  @Test
  void aHyphenBelongsToAnIdentifier() {
    Lexer lexer = new Lexer(SourceText.of("test", "foo->x"));
    lexer.advance();
    assertEquals("foo-", lexer.text());
    assertThrows(HloException.class, lexer::advance);
  }

  @Test
  void integersCoverSignedAndUnsigned64Bits() {
    Lexer lexer =
        new Lexer(
            SourceText.of(
                "test", "18446744073709551615 9223372036854775808 -9223372036854775808 007"));
    lexer.advance();
    assertEquals(-1, lexer.integer());
    lexer.advance();
    assertEquals(Long.MIN_VALUE, lexer.integer());
    lexer.advance();
    assertEquals(Long.MIN_VALUE, lexer.integer());
    lexer.advance();
    assertEquals(7, lexer.integer());
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616", "-9223372036854775809", "99999999999999999999"})
  void integersBeyond64BitsAreErrors(String text) {
    HloException e = assertThrows(HloException.class, () -> tokens(text));
    assertEquals(DiagnosticCode.LEXICAL, e.diagnostic().code());
    assertEquals("integer is out of range for 64 bits", e.diagnostic().message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<", "/", ".", "..", ">", "$", "&", "@", "%", "% a", "%9", "-", "-x", "`"})
  void otherCharactersAreErrors(String text) {
    assertEquals(
        DiagnosticCode.LEXICAL,
        assertThrows(HloException.class, () -> tokens(text)).diagnostic().code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan()", "nan(1)", "nan(0x)", "nan(0x0)", "nan(0x1", "nan(0xg)"})
  void malformedNanPayloadsAreErrors(String text) {
    assertEquals(
        "invalid NaN payload",
        assertThrows(HloException.class, () -> tokens(text)).diagnostic().message());
  }

  @Test
  void aNanPayloadHasAtMost52Bits() {
    Lexer lexer = new Lexer(SourceText.of("test", "nan(0xfffffffffffff) nan(0x10000000000000)"));
    lexer.advance();
    assertEquals((1L << 52) - 1, lexer.payload());
    assertThrows(HloException.class, lexer::advance);
  }

  @Test
  void stringsAreUnescapedAsInC() {
    String raw = "\\n\\t\\r\\a\\b\\f\\v\\\\\\'\\\"\\?\\101\\7\\x41\\u00e9\\U0001F600\\q";
    String expected = "\n\t\r\u0007\b\f\u000b\\'\"?A\u0007A";
    byte[] utf8 = "\u00e9\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
    String bytes = new String(utf8, StandardCharsets.ISO_8859_1);
    assertEquals(expected + bytes + "\\q", StringEscapes.unescape(raw));
  }

  @Test
  void quotesInStringsAreEscapedOrOfTheOtherKind() {
    assertEquals(
        List.of("STRING:a\"b", "STRING:c'd", "STRING:e'f"), tokens("\"a\\\"b\" \"c'd\" 'e\\'f'"));
  }

  @Test
  void bytesOfStringsAreKeptWhateverTheirEncoding() {
    byte[] text =
        "HloModule m ENTRY e { ROOT r = f32[] constant(1), backend_config=\"\u00e9\" }"
            .getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(
        "\u00e9",
        HloParser.parse(SourceText.of("test", text)).entry().root().get(Attribute.BACKEND_CONFIG));
  }

  @Test
  void unterminatedCommentsStringsAndJsonAreReportedWhereTheyBegin() {
    assertBodyRejected("3:3", "unterminated comment", "  /* ROOT r = f32[] constant(1)");
    assertRejected("1:37", "unterminated string", "HloModule m, frontend_attributes={a=\"b\n}");
    assertBodyRejected(
        "3:44",
        "unterminated JSON dictionary",
        "ROOT r = f32[] constant(1), backend_config={{\"}\"");
  }

  @Test
  void aNulByteIsAnError() {
    assertBodyRejected("3:1", "unexpected character byte 0x00", "\0ROOT r = f32[] constant(1)");
  }

  @Test
  void bytesBeyondAsciiAreErrorsOutsideOfStrings() {
    assertBodyRejected("3:6", "unexpected character byte 0xc3", "ROOT \u00e9 = f32[] constant(1)");
  }

  @Test
  void columnsCountBytes() {
    assertBodyRejected(
        "3:45",
        "expects ',' or ')' behind operand r",
        "r = f32[] constant(1) /* \u00e9 */ s = negate(r r)");
  }
}
