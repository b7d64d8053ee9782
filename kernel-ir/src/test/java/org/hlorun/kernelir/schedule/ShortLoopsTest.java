package org.hlorun.kernelir.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Pattern;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of few elements without masks are written out; {@link IndexSetSplitTest} runs some. */
class ShortLoopsTest {
  /** The largest of each window and where it is, by one pair of loops for both. */
  @Test
  void resultsOfAWindowShareItsLoops() {
    HloModule module =
        ScheduleCheck.module(
            """
            larger { a = f32[] parameter(0) i = s32[] parameter(1) b = f32[] parameter(2)
              j = s32[] parameter(3) c = pred[] compare(a, b), direction=GE
              m = f32[] select(c, a, b) k = s32[] select(c, i, j)
              ROOT t = (f32[], s32[]) tuple(m, k) }
            ENTRY main { x = f32[4,8,64] parameter(0) i = s32[4,8,64] parameter(1)
              z = f32[] parameter(2) n = s32[] parameter(3)
              ROOT r = (f32[2,4,64], s32[2,4,64]) reduce-window(x, i, z, n),
                window={size=2x2x1 stride=2x2x1}, to_apply=larger }
            """);
    String kernel = ScheduleCheck.kernel(module, PathTarget.AVX2);
    assertEquals(2, ScheduleCheck.count(kernel, "unrolled"), kernel);
    assertEquals(2, ScheduleCheck.count(kernel, "carry"), kernel);
    ScheduleCheck.check(module);
  }

  /** Several vectors of sums run through one loop: each waits for the last addition. */
  @Test
  void longLoopsHaveSeveralVectors() {
    HloModule module =
        ScheduleCheck.entry(
            "x = f32[3,7,7,160] parameter(0) z = f32[] parameter(1) ROOT r = f32[3,1,1,160]"
                + " reduce-window(x, z), window={size=1x7x7x1}, to_apply=sum");
    String kernel = ScheduleCheck.kernel(module, PathTarget.AVX2);
    assertEquals(1, ScheduleCheck.count(kernel, "vector 64 %"), kernel);
    ScheduleCheck.check(module);
  }

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
