package org.hlorun.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElementTextTest {
  @ParameterizedTest
  @CsvSource({
    "F32, 0.1, 0.1",
    "F64, 0.1, 0.1",
    "BF16, 0.1, 0.1",
    "F16, 0.1, 0.1",
    "F32, 16777217, 16777216",
    "F32, 1e10, 1e+10",
    "F32, -1.5e-20, -1.5e-20",
    "F64, 0.00001, 0.00001",
    "F64, 123456789.5, 123456789.5",
    "F32, -0.0, -0",
    "F32, NaN, nan",
    "F64, -Infinity, -inf",
    "F64, 4.9e-324, 4.9e-324",
    "F8E4M3FN, 448, 448",
    "F8E5M2, 57344, 57344",
    "BF16, 1e30, 1e+30"
  })
  void floatsArePrintedByFewDigitsThatReadBack(ElementType type, double value, String expected) {
    double inType = type.floatFormat().decode(type.floatFormat().encode(value));
    assertEquals(expected, ElementText.number(inType, type));
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"F8E5M2", "F8E4M3", "F8E4M3FN", "F8E3M4", "F4E2M1FN", "F6E3M2FN", "F8E8M0FNU"})
  void everyValueOfANarrowTypeReadsBack(ElementType type) {
    for (int bits = 0; bits < 1 << type.bitWidth(); bits++) {
      if (!type.floatFormat().isNaN(bits)) {
        String text = ElementText.number(type.floatFormat().decode(bits), type);
        double back = Double.parseDouble(text.replace("inf", "Infinity"));
        assertEquals(bits, type.floatFormat().encode(back), text);
      }
    }
  }

  @Test
  void integersAndBoolsAreExact() {
    assertEquals(
        "18446744073709551615", ElementText.of(ArrayLiteral.scalar(ElementType.U64, -1L), 0));
    assertEquals("-8", ElementText.of(ArrayLiteral.scalar(ElementType.S4, 8L), 0));
    assertEquals("true", ElementText.of(ArrayLiteral.scalar(ElementType.PRED, 1L), 0));
  }

  @Test
  void complexNumbersAreSums() {
    ArrayLiteral complex = ArrayLiteral.allocate(ArrayShape.scalar(ElementType.C128));
    complex.setComplex(0, 1.5, -0.25);
    assertEquals("1.5-0.25j", ElementText.of(complex, 0));
    complex.setComplex(0, Double.NaN, Double.POSITIVE_INFINITY);
    assertEquals("nan+infj", ElementText.of(complex, 0));
  }
}
