package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncPrintingTest {

  /**
   * A module whose entry starts {@code callee} on two vectors, printed and the lines of its entry.
   */
  private static List<String> entry(String callee, String attributes) {
    String printed = HloPrinter.print(module(callee, attributes), PrintForm.SHORT);
    assertEquals(
        printed, HloPrinter.print(RoundTripCorpus.parse(printed), PrintForm.SHORT), "again");
    return printed
        .substring(printed.indexOf("ENTRY"))
        .lines()
        .filter(line -> line.startsWith("  "))
        .map(String::strip)
        .toList();
  }

  private static HloModule module(String callee, String attributes) {
    return RoundTripCorpus.parse(
        """
        HloModule m

        sum {
          a = f32[] parameter(0)
          b = f32[] parameter(1)
          ROOT r = f32[] add(a, b)
        }

        callee {
          p0 = f32[2] parameter(0)
          p1 = f32[2] parameter(1)
          %s
        }

        ENTRY main {
          x = f32[2] parameter(0)
          y = f32[2] parameter(1)
          start = ((f32[2], f32[2]), f32[2], s32[]) async-start(x, y), calls=callee%s
          ROOT done = f32[2] async-done(start)
        }
        """
            .formatted(callee, attributes));
  }

  @Test
  void aCallOfOneInstructionIsWrittenAsThatInstruction() {
    assertEquals(
        List.of(
            "x = f32[2]{0} parameter(0)",
            "y = f32[2]{0} parameter(1)",
            "start = ((f32[2]{0}, f32[2]{0}), f32[2]{0}, s32[]) add-start(x, y)",
            "ROOT done = f32[2]{0} add-done(start)"),
        entry("ROOT c = f32[2] add(p0, p1)", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ROOT c = f32[2] add(p1, p0)",
        "ROOT c = f32[2] add(p0, p0)",
        "ROOT c = f32[2] negate(p0)",
        "n = f32[2] negate(p0) ROOT c = f32[2] add(n, p1)",
        "ROOT q = f32[2] parameter(2)",
        "ROOT c = f32[2] constant({1, 2})"
      })
  void aCallThatDoesMoreOrLessThanOneInstructionOnItsArgumentsIsWrittenOut(String callee) {
    assertEquals(
        "start = ((f32[2]{0}, f32[2]{0}), f32[2]{0}, s32[]) async-start(x, y), calls=callee",
        entry(callee, "").get(2));
  }

  @Test
  void anInstructionWithAStartOfItsOwnIsWrittenOut() {
    HloModule module =
        RoundTripCorpus.parse(
            """
            HloModule m

            callee {
              p0 = f32[2] parameter(0)
              ROOT c = f32[2] copy(p0)
            }

            ENTRY main {
              x = f32[2] parameter(0)
              start = ((f32[2]), f32[2], s32[]) async-start(x), calls=callee
              ROOT done = f32[2] async-done(start)
            }
            """);
    String text = HloPrinter.print(module, PrintForm.SHORT);
    assertTrue(text.contains("async-start(x), calls=callee\n"), text);
    assertTrue(text.contains("callee {"), text);
  }

  @Test
  void whatStartAndInstructionShareIsWrittenOnce() {
    assertEquals(
        "start = ((f32[2]{0}, f32[2]{0}), f32[2]{0}, s32[]) custom-call-start(x, y),"
            + " custom_call_target=\"t\", frontend_attributes={a=\"b\"}, backend_config={\"c\":1}",
        entry(
                "ROOT c = f32[2] custom-call(p0, p1), custom_call_target=\"t\","
                    + " frontend_attributes={a=\"b\"}, backend_config={\"c\":1}",
                ", frontend_attributes={a=\"b\"}")
            .get(2));
  }

  @Test
  void aShardedInstructionIsWrittenOutBecauseAShardingOfTheStartIsAnother() {
    assertEquals(
        "start = ((f32[2]{0}, f32[2]{0}), f32[2]{0}, s32[]) async-start(x, y), calls=callee",
        entry("ROOT c = f32[2] add(p0, p1), sharding={replicated}", "").get(2));
  }

  @Test
  void aComputationThatIsAlsoCalledOtherwiseIsKept() {
    HloModule module =
        RoundTripCorpus.parse(
            """
            HloModule m

            callee {
              p0 = f32[2] parameter(0)
              ROOT c = f32[2] negate(p0)
            }

            ENTRY main {
              x = f32[2] parameter(0)
              start = ((f32[2]), f32[2], s32[]) async-start(x), calls=callee
              done = f32[2] async-done(start)
              ROOT again = f32[2] call(done), to_apply=callee
            }
            """);
    String text = HloPrinter.print(module, PrintForm.SHORT);
    assertEquals(text, HloPrinter.print(RoundTripCorpus.parse(text), PrintForm.SHORT));
    assertTrue(text.contains("async-start(x), calls=callee\n"), text);
  }
}
