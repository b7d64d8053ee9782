package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected texts are those of C's printf. */
class GeneralNotationTest {
  private static final Path PRINTF = Path.of("/usr/bin/printf");

  @ParameterizedTest
  @CsvSource({
    "0, 6, 0",
    "-0.0, 6, -0",
    "1, 6, 1",
    "-1.5, 6, -1.5",
    "0.1, 6, 0.1",
    "100000, 6, 100000",
    "999999, 6, 999999",
    "1000000, 6, 1e+06",
    "999999.5, 6, 1e+06",
    "123456.5, 6, 123456",
    "123457.5, 6, 123458",
    "0.0001, 6, 0.0001",
    "0.00001, 6, 1e-05",
    "0.000099999951, 6, 0.0001",
    "1e20, 6, 1e+20",
    "1e100, 6, 1e+100",
    "1e-100, 6, 1e-100",
    "1.7976931348623157e308, 15, 1.79769313486232e+308",
    "4.9e-324, 17, 4.9406564584124654e-324",
    "0.3, 17, 0.29999999999999999",
    "57344, 2, 5.7e+04",
    "0.09375, 2, 0.094",
    "0.15625, 2, 0.16",
    "2.5, 1, 2",
    "3.5, 1, 4",
    "9007199254740993, 17, 9007199254740992",
    "1e17, 17, 1e+17",
    "12345678901234567, 17, 12345678901234568"
  })
  void numbersHaveTheDigitsOfPrintf(double value, int digits, String expected) {
    assertEquals(expected, GeneralNotation.format(value, digits));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.1", "3.14159274, 3.14159274", "1e-5, 1e-05", "16777217, 16777216"})
  void aFloatHasNineDigitsOnlyWhereSixDoNotReadBack(float value, String expected) {
    assertEquals(expected, GeneralNotation.shortest(value));
  }

  @Test
  void valuesThatAreNotFiniteHaveWords() {
    assertEquals("nan", GeneralNotation.shortest(Float.NaN));
    assertEquals("inf", GeneralNotation.shortest(Double.POSITIVE_INFINITY, 15, 17));
    assertEquals("-inf", GeneralNotation.format(Double.NEGATIVE_INFINITY, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 9, 15, 17})
  void randomNumbersAgreeWithPrintf(int digits) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(PRINTF), "there is no " + PRINTF);
    List<Double> values = randomNumbers(1500, 20260101L + digits);
    List<String> command = new ArrayList<>(List.of(PRINTF.toString(), "%." + digits + "g\\n"));
    values.forEach(value -> command.add(new BigDecimal(value).toString()));
    Process process = new ProcessBuilder(command).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, process.waitFor());
    assertEquals(
        output.lines().toList(),
        values.stream().map(value -> GeneralNotation.format(value, digits)).toList());
  }

  /** Doubles of all exponents, floats, short decimals and halves, where roundings tie. */
  private static List<Double> randomNumbers(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Double> values = new ArrayList<>();
    while (values.size() < count) {
      double value =
          switch (values.size() % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> Float.intBitsToFloat(random.nextInt());
            case 2 -> random.nextInt(100000) / Math.pow(10, random.nextInt(10));
            default -> random.nextInt(1 << 20) / 8.0;
          };
      if (Double.isFinite(value) && value != 0) {
        values.add(value);
      }
    }
    return values;
  }
}
