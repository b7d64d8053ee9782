package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.junit.jupiter.api.Test;

class FusionReportTest {
  private static FusionReport fuse(String text) {
    FusionPass pass = new FusionPass();
    pass.run(Programs.parse("m.hlo", text));
    return pass.report();
  }

  private static final String EXPENSIVE =
      """
      HloModule m
      ENTRY main {
        x = f32[64] parameter(0)
        y = f32[512,64] parameter(1)
        e = f32[64] exponential(x)
        eb = f32[512,64] broadcast(e), dimensions={1}
        ROOT r = f32[512,64] add(eb, y)
      }
      """;

  @Test
  void saysWhyAnInstructionStayedOutside() {
    FusionReport report = fuse(EXPENSIVE);
    assertEquals(Map.of(FusionForm.LOOP, 1), report.fusions());
    assertEquals(
        List.of(
            "main: exponential e: not with r: F0.5: every element of the expensive e would be"
                + " evaluated 512.0 times"),
        report.outside().stream().map(FusionDecision::toString).toList());
  }

  @Test
  void saysThatColumnsHaveNoResultsOfAnotherSize() {
    FusionReport report =
        fuse(
            """
            HloModule m
            sum {
              a = f32[] parameter(0)
              b = f32[] parameter(1)
              ROOT c = f32[] add(a, b)
            }
            ENTRY main {
              x = f32[64,32] parameter(0)
              zero = f32[] constant(0)
              e = f32[64,32] exponential(x)
              r = f32[32] reduce(e, zero), dimensions={0}, to_apply=sum
              ROOT t = (f32[64,32], f32[32]) tuple(e, r)
            }
            """);
    String reason = "F4.3: e is needed elsewhere and has another size than the reductions' results";
    assertEquals(
        List.of(
            "main: exponential e: not with r: " + reason, "main: reduce r: not with e: " + reason),
        report.outside().stream().map(FusionDecision::toString).toList());
  }

  @Test
  void saysThatAnotherKernelIsInBetween() {
    FusionReport report =
        fuse(
            """
            HloModule m
            less {
              a = f32[] parameter(0)
              b = f32[] parameter(1)
              ROOT c = pred[] compare(a, b), direction=LT
            }
            ENTRY main {
              x = f32[64] parameter(0)
              e = f32[64] exponential(x)
              s = f32[64] sort(e), dimensions={0}, to_apply=less
              ROOT r = f32[64] add(e, s)
            }
            """);
    assertEquals(
        List.of(
            "main: exponential e: not with r: another kernel is in between",
            "main: sort s: no fusion has a sort of this shape",
            "main: add r: not with e: another kernel is in between"),
        report.outside().stream().map(FusionDecision::toString).toList());
  }

  @Test
  void valuesThatTakeNoKernelNeedNoReason() {
    FusionReport report =
        fuse(
            """
            HloModule m
            ENTRY main {
              x = (f32[4], f32[4]) parameter(0)
              a = f32[4] get-tuple-element(x), index=0
              c = f32[4] constant({1, 2, 3, 4})
              ROOT t = (f32[4], f32[4]) tuple(a, c)
            }
            """);
    assertTrue(report.outside().isEmpty());
    assertTrue(report.fusions().isEmpty());
  }

  @Test
  void everyKernelIsAFusionOrHasAReason() {
    HloModule module = Programs.parse("m.hlo", EXPENSIVE);
    FusionPass pass = new FusionPass();
    assertTrue(pass.run(module));
    String first = HloPrinter.print(module, PrintForm.LONG);
    assertFalse(pass.run(module), "fusions are not fused again");
    assertEquals(first, HloPrinter.print(module, PrintForm.LONG));
  }
}
