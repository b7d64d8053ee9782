package org.hlorun.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrittenValuesTest {
  @Test
  void separatorsAndBracketsMayBeMixed() throws WrittenValues.Problem {
    ArrayLiteral array =
        WrittenValues.parse("[[1, 2] [3 4]]", ArrayShape.of(ElementType.S32, 2, 2));
    for (int i = 0; i < 4; i++) {
      assertEquals(i + 1, array.getLong(i));
    }
  }

  @Test
  void oneValueFillsTheArray() throws WrittenValues.Problem {
    ArrayLiteral array = WrittenValues.parse("2.5", ArrayShape.of(ElementType.F16, 7, 3));
    for (int i = 0; i < 21; i++) {
      assertEquals(2.5, array.getDouble(i));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1 | 0",
        "1+2j | 1 | 2",
        "1e-3-2.5e+2j | 0.001 | -250",
        "-2j | 0 | -2",
        "j | 0 | 1",
        "-j | 0 | -1",
        "1-j | 1 | -1",
        "(1.5, -2) | 1.5 | -2",
        "inf-infj | Infinity | -Infinity"
      })
  void complexNumbersAreReadInBothNotations(String text, double real, double imaginary)
      throws WrittenValues.Problem {
    ArrayLiteral array = WrittenValues.parse(text, ArrayShape.scalar(ElementType.C128));
    assertEquals(real, array.getDouble(0));
    assertEquals(imaginary, array.getImaginary(0));
  }

  @Test
  void aDecimalIsRoundedToF32Once() throws WrittenValues.Problem {
    // Just above the middle of two floats; by way of a double it would fall onto the middle.
    String text = "1.00000005960464477550";
    ArrayLiteral array = WrittenValues.parse(text, ArrayShape.scalar(ElementType.F32));
    assertEquals(Math.nextUp(1f), array.getDouble(0));
  }

  @Test
  void theLargestIntegersAreRead() throws WrittenValues.Problem {
    assertEquals(
        -1,
        WrittenValues.parse("18446744073709551615", ArrayShape.scalar(ElementType.U64)).getLong(0));
    assertEquals(-128, WrittenValues.parse("-128", ArrayShape.scalar(ElementType.S8)).getLong(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S8 | 128 | 128 is not within s8, -128 to 127",
        "U8 | -1 | -1 is not within u8, 0 to 255",
        "S32 | 1.5 | expected an integer for s32, found '1.5'",
        "PRED | 2 | expected true or false, found '2'",
        "F32 | 1f | expected a number for f32, found '1f'",
        "F32 | - | expected a number for f32, found '-'",
        "C64 | 1+2 | expected a number for c64, found '1+2'",
        "F32 | (1 | cannot read '(1'",
        "F32 | 1,2 | expected 1 values for f32[]"
      })
  void whatDoesNotFitIsRefused(ElementType type, String text, String message) {
    WrittenValues.Problem problem =
        assertThrows(
            WrittenValues.Problem.class, () -> WrittenValues.parse(text, ArrayShape.scalar(type)));
    assertTrue(problem.getMessage().contains(message), problem.getMessage());
  }
}
