package org.hlorun.interpreter.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 2^24 + 1 + 1 is 16777218; in f32 each step rounds to 2^24, as the number after it is 2 away. */
class RoundingTest {
  private static final String SUM =
      "add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }\n";

  private static ArrayLiteral run(String text, Rounding rounding, int threads) {
    HloModule module =
        ProgramReader.read(
            SourceText.of("test.hlo", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    HloVerifier.verify(module);
    Options options = Options.DEFAULT.withRounding(rounding).withThreads(threads);
    try (Executable executable = new InterpreterBackend().compile(module, options)) {
      return executable.run(List.of()).asArray();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SUM
            + "ENTRY e { x = f32[3] constant({16777216, 1, 1}) z = f32[] constant(0)"
            + " ROOT r = f32[] reduce(x, z), dimensions={0}, to_apply=add }",
        SUM
            + "ENTRY e { x = f32[3] constant({16777216, 1, 1}) z = f32[] constant(0)"
            + " ROOT r = f32[1] reduce-window(x, z), window={size=3}, to_apply=add }",
        "ENTRY e { x = f32[3] constant({16777216, 1, 1}) y = f32[3] constant({1, 1, 1})"
            + " ROOT r = f32[] dot(x, y), lhs_contracting_dims={0}, rhs_contracting_dims={0} }",
        "ENTRY e { x = f32[1,3,1] constant({{{16777216}, {1}, {1}}})"
            + " y = f32[3,1,1] constant({{{1}}, {{1}}, {{1}}})"
            + " ROOT r = f32[1,1,1] convolution(x, y), window={size=3}, dim_labels=b0f_0io->b0f }"
      })
  void sumsAreRoundedWhereItIsSaid(String text) {
    for (int threads = 1; threads <= 2; threads++) {
      assertEquals(16777218, run(text, Rounding.ONCE, threads).getDouble(0));
      assertEquals(16777216, run(text, Rounding.EACH_STEP, threads).getDouble(0));
    }
  }

  /**
   * (4097 + i)(4097 + 4097i): 4097^2 = 16785409 lies between the f32 numbers 16785408 and 16785410
   * and goes to the even one; minus 4097 that is 16781311, once rounded 16781312 either way; the
   * imaginary part is 16785408 + 4097 = 16789505, which ties to 16789504, once 16789506.
   */
  @ParameterizedTest
  @ValueSource(
      strings =
          "ENTRY e { x = c64[1] constant({(4097, 1)}) y = c64[1] constant({(4097, 4097)})"
              + " ROOT r = c64[] dot(x, y), lhs_contracting_dims={0}, rhs_contracting_dims={0} }")
  void aComplexProductRoundsEachOfItsParts(String text) {
    assertEquals(16789506, run(text, Rounding.ONCE, 1).getImaginary(0));
    assertEquals(16789504, run(text, Rounding.EACH_STEP, 1).getImaginary(0));
  }

  /**
   * 10 + log(1/2) is 9.306853 in f32, off by 1.2e-7, so its exponential by 1.3e-3: cosh(10) is
   * 11013.23292, sinh(10) 11013.23287.
   */
  @Test
  void hyperbolicFunctionsAreExponentialsStepByStep() {
    String cosh = "ENTRY e { x = f32[1] constant({10}) ROOT r = f32[1] cosh(x) }";
    String sinh = "ENTRY e { x = f32[1] constant({-10}) ROOT r = f32[1] sinh(x) }";
    assertEquals(11013.2333984375, run(cosh, Rounding.ONCE, 1).getDouble(0));
    assertEquals(11013.2275390625, run(cosh, Rounding.EACH_STEP, 1).getDouble(0));
    assertEquals(-11013.232421875, run(sinh, Rounding.ONCE, 1).getDouble(0));
    assertEquals(-11013.2275390625, run(sinh, Rounding.EACH_STEP, 1).getDouble(0));
  }
}
