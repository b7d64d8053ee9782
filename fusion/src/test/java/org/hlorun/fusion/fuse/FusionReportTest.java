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
