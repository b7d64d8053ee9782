package org.hlorun.kernelir.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Pattern;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Windows of few elements that ask nothing are written out; {@link IndexSetSplitTest} runs some.
 */
class ShortLoopsTest {
  private static String kernel(String body) {
    String text =
        """
        HloModule t
        sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
        ENTRY main { x = f32[4,64,64,32] parameter(0) z = f32[] parameter(1) ROOT r = %s }
        """
            .formatted(body);
    HloModule module = HloParser.parse(SourceText.of("t.hlo", text));
    return KernelText.of(
        Lowering.lower(module.entry().root(), PathTarget.AVX2).getFirst().kernel());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          f32[4,32,32,32] reduce-window(x, z), window={size=1x2x2x1 stride=1x2x2x1}, to_apply=sum; 2
          f32[4,64,62,32] reduce-window(x, z), window={size=1x1x3x1}, to_apply=sum; 1
          f32[4,58,58,32] reduce-window(x, z), window={size=1x7x7x1}, to_apply=sum; 0
          f32[4,64,32,32] reduce-window(x, z), window={size=1x1x2x1 lhs_dilate=1x1x2x1 \
          stride=1x1x4x1}, to_apply=sum; 0
          """)
  void fewStepsWithoutMasksAreWrittenOut(String body, int loops) {
    String kernel = kernel(body);
    assertEquals(loops, Pattern.compile("unrolled").matcher(kernel).results().count(), kernel);
  }
}
