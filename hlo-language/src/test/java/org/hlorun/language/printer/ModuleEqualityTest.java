package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleEqualityTest {
  private static final String TEXT =
      """
      HloModule m

      f {
        ROOT x = f32[] parameter(0)
      }

      g {
        x = f32[] parameter(0)
        ROOT y = f32[] negate(x), metadata={op_name="n"}
      }

      ENTRY e {
        x = f32[] parameter(0)
        c = f32[] constant(1)
        a = f32[] call(x), to_apply=g
        b = f32[] call(c), to_apply=f
        ROOT r = (f32[], f32[]) tuple(b, a)
      }
      """;

  private static HloModule parse(String text) {
    return RoundTripCorpus.parse(text);
  }

  @Test
  void aModuleEqualsWhatIsReadFromItsTextWhateverTheOrder() {
    HloModule module = parse(TEXT);
    String text = HloPrinter.print(module, PrintForm.LONG);
    HloModule again = parse(text);
    assertFalse(text.equals(HloPrinter.print(again, PrintForm.LONG)));
    assertTrue(ModuleEquality.areEqual(module, again));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant(1)|constant(2)",
        "op_name=\"n\"|op_name=\"o\"",
        "tuple(b, a)|tuple(a, b)",
        "HloModule m|HloModule n",
        "HloModule m|HloModule m, replica_count=2",
        "a = f32|other = f32",
        "negate(x)|abs(x)"
      })
  void anyOtherDifferenceCounts(String from, String to) {
    String other = TEXT.replace(from, to);
    if (from.startsWith("a =")) {
      other = other.replace("tuple(b, a)", "tuple(b, other)");
    }
    assertFalse(ModuleEquality.areEqual(parse(TEXT), parse(other)));
  }

  @Test
  void theOrderOfAScheduleCounts() {
    String text = TEXT.replace("HloModule m", "HloModule m, is_scheduled=true");
    String c = "  c = f32[] constant(1)\n";
    String other = text.replace(c, "").replace("  b = ", c + "  b = ");
    assertTrue(ModuleEquality.areEqual(parse(text), parse(text)));
    assertFalse(ModuleEquality.areEqual(parse(text), parse(other)));
  }

  @Test
  void theFirstDifferenceShowsBothSides() {
    assertEquals(
        List.of("expected", "%c = f32[] constant(1)", "but it is", "%c = f32[] constant(2)"),
        ModuleEquality.firstDifference(parse(TEXT), parse(TEXT.replace("(1)", "(2)")))
            .orElseThrow()
            .lines()
            .toList());
  }

  @Test
  void whatAFormLeavesOutDoesNotCount() {
    HloModule other = parse(TEXT.replace("op_name=\"n\"", "op_name=\"o\""));
    assertTrue(ModuleEquality.firstDifference(parse(TEXT), other, PrintForm.SHORT).isEmpty());
  }
}
