package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts are those of XLA's printer. */
class LiteralWriterTest {

  private static ArrayLiteral counting(ElementType type, long... sizes) {
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.of(type, sizes));
    for (long i = 0; i < literal.elementCount(); i++) {
      literal.setLong(i, i + 1);
    }
    return literal;
  }

  private static String array(long... sizes) {
    return LiteralWriter.toText(counting(ElementType.F32, sizes));
  }

  @Test
  void scalarsAreBare() {
    assertEquals("1", array());
    assertEquals("true", LiteralWriter.toText(ArrayLiteral.scalar(ElementType.PRED, 1)));
  }

  @Test
  void vectorsAreTight() {
    assertEquals("{}", array(0));
    assertEquals("{1}", array(1));
    assertEquals("{1, 2, 3}", array(3));
    assertEquals("{1, 1}", LiteralWriter.toText(counting(ElementType.PRED, 2)));
  }

  @Test
  void matricesHaveSpacesInsideTheirBraces() {
    assertEquals("{ { 1, 2 }, { 3, 4 } }", array(2, 2));
    assertEquals("{ {1}, {2} }", array(2, 1));
    assertEquals("{ {}, {} }", array(2, 0));
    assertEquals("{  }", array(0, 5));
    assertEquals("{ {  }, {  } }", array(2, 0, 3));
  }

  @Test
  void fromRankFourOnPositionsAreCommented() {
    assertEquals(
        "{ { /*i0=0*/ { /*i1=0*/ { 1, 2 }, { 3, 4 } } }, "
            + "{ /*i0=1*/ { /*i1=0*/ { 5, 6 }, { 7, 8 } } } }",
        array(2, 1, 2, 2));
    assertEquals(
        "{ { /*i0=0*/ { /*i1=0*/ { /*i2=0*/ {1}, {2} } }, { /*i1=1*/ { /*i2=0*/ {3}, {4} } } } }",
        array(1, 2, 1, 2, 1));
    assertEquals("{ { /*i0=0*/ }, { /*i0=1*/ } }", array(2, 0, 2, 2));
    assertEquals("{  }", array(0, 2, 2, 2));
  }

  @Test
  void tuplesNestInParentheses() {
    TupleLiteral inner = TupleLiteral.of(counting(ElementType.S32, 2), TokenLiteral.TOKEN);
    assertEquals(
        "( 1, ( {1, 2}, token[] ), (  ) )",
        LiteralWriter.toText(TupleLiteral.of(counting(ElementType.F32), inner, TupleLiteral.of())));
  }

  @Test
  void onlyElementsWithinTheRuntimeSizesAreWritten() {
    ArrayLiteral literal = counting(ElementType.S32, 2, 3).withSizes(LongList.of(2, 2));
    assertEquals("{ { 1, 2 }, { 4, 5 } }", LiteralWriter.toText(literal));
  }

  @ParameterizedTest
  @CsvSource({
    "S4, -8, -8",
    "U4, 15, 15",
    "S64, -9223372036854775808, -9223372036854775808",
    "U64, -1, 18446744073709551615",
    "U32, -1, 4294967295",
    "PRED, 2, true",
    "PRED, 0, false"
  })
  void integersAreDecimal(ElementType type, long value, String expected) {
    assertEquals(expected, LiteralWriter.format(ArrayLiteral.scalar(type, value), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 0.1, 0.099976",
    "F16, 5.9605e-08, 5.9605e-08",
    "BF16, 0.1, 0.1001",
    "BF16, 3.38953e38, 3.39e+38",
    "F32, 0.1, 0.1",
    "F32, 3.14159274, 3.14159274",
    "F32, 3.40282347e38, 3.40282347e+38",
    "F32, -0.0, -0",
    "F64, 3.141592653589793, 3.1415926535897931",
    "F64, 0.1, 0.1",
    "F8E5M2, 57344, 5.7e+04",
    "F8E5M2, 0.1, 0.094",
    "F8E4M3, 0.1, 0.102",
    "F8E4M3FN, 448, 448",
    "F8E4M3B11FNUZ, 0.0009, 0.000854",
    "F8E3M4, 3.14159, 3.12",
    "F8E5M2FNUZ, 1.5259e-05, 1.5e-05",
    "F8E4M3FNUZ, 0.0078125, 0.00781",
    "F4E2M1FN, -6, -6",
    "F6E2M3FN, 7.5, 7.5",
    "F6E3M2FN, 28, 28",
    "F8E8M0FNU, 1.7e38, 1.7e+38",
    "F32, Infinity, inf",
    "F16, -Infinity, -inf",
    "C64, 1.5, '(1.5, 0)'"
  })
  void floatsHaveTheDigitsOfTheirType(ElementType type, double value, String expected) {
    assertEquals(expected, LiteralWriter.format(ArrayLiteral.scalar(type, value), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 7FC00000, nan",
    "F32, FFC00000, -nan",
    "F32, 7F800001, nan(0x1)",
    "F32, FFFFFFFF, -nan(0x7fffff)",
    "F16, 7E00, nan",
    "F16, 7C01, nan(0x1)",
    "BF16, FFFF, -nan(0x7f)",
    "F64, 7FF8000000000000, nan",
    "F64, 7FF0000000000001, nan(0x1)",
    "F64, FFFFFFFFFFFFFFFF, -nan(0xfffffffffffff)",
    "F8E5M2, 7D, nan(0x1)",
    "F8E4M3, 79, nan(0x1)",
    "F8E3M4, 71, nan(0x1)",
    "F8E4M3FN, 7F, nan",
    "F8E4M3FN, FF, -nan",
    "F8E4M3FNUZ, 80, -nan",
    "F8E8M0FNU, FF, nan",
    "C64, 7F800001FFC00000, '(-nan, nan(0x1))'"
  })
  void nanPayloadsAreShownWhereTheyAreNotThePlainOne(
      ElementType type, String bits, String expected) {
    ArrayLiteral literal = ArrayLiteral.allocate(ArrayShape.scalar(type));
    literal.setBits(0, Long.parseUnsignedLong(bits, 16));
    assertEquals(expected, LiteralWriter.format(literal, 0));
  }

  @Test
  void aWriterGetsTheSameText() throws IOException {
    StringWriter writer = new StringWriter();
    LiteralWriter.write(counting(ElementType.S8, 2, 2), writer);
    assertEquals("{ { 1, 2 }, { 3, 4 } }", writer.toString());
  }

  @Test
  void anErrorOfTheTargetComesOut() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("full");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    ArrayLiteral literal = counting(ElementType.S8, 2);
    assertThrows(IOException.class, () -> LiteralWriter.write(literal, full));
  }
}
