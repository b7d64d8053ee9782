package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertBodyRejected;
import static org.hlorun.language.parser.Texts.assertRejected;
import static org.hlorun.language.parser.Texts.entry;
import static org.hlorun.language.parser.Texts.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;

/** Texts as a whole, computations, and the instructions in them. */
class ComputationReaderTest {

  private static List<String> names(HloModule module) {
    return module.computations().stream().map(HloComputation::name).toList();
  }

  @Test
  void theEntryIsTheOneMarked() {
    HloModule module =
        parse(
            """
            HloModule m
            a { ROOT x = f32[] constant(1) }
            ENTRY b { ROOT x = f32[] constant(1) }
            c { ROOT x = f32[] constant(1) }
            """);
    assertEquals("m", module.name());
    assertEquals("b", module.entry().name());
    assertEquals(List.of("a", "b", "c"), names(module));
  }

  @Test
  void withoutMarkTheLastComputationIsTheEntry() {
    HloModule module =
        parse(
            """
            HloModule m
            a { ROOT x = f32[] constant(1) }
            b { ROOT x = f32[] constant(1) }
            """);
    assertEquals("b", module.entry().name());
  }

  @Test
  void aHeaderIsNotNeeded() {
    assertEquals("module_e", parse("ENTRY e { ROOT x = f32[] constant(1) }").name());
    HloModule module = parse("a { x = s32[] constant(1) } b { ROOT x = f32[] constant(1) }");
    assertEquals("module_b", module.name());
    assertEquals("b", module.entry().name());
  }

  @Test
  void aHeaderlessTextMustNotBeginWithAParameterList() {
    assertRejected(
        "1:3",
        "expects '=' in instruction",
        "a (x: f32[]) -> f32[] { ROOT x = f32[] parameter(0) }");
  }

  @Test
  void namesMayCarryPercentOrColon() {
    assertEquals("m", parse("HloModule %m ENTRY %e { x = f32[] constant(1) }").name());
    assertEquals("m", parse("HloModule m: ENTRY e { x = f32[] constant(1) }").name());
  }

  @Test
  void theRootIsTheOneMarkedOrTheLast() {
    assertEquals(
        "b", parse(entry("a = f32[] constant(1) b = f32[] constant(2)")).entry().root().name());
    HloModule module = parse(entry("ROOT a = f32[] constant(1) b = f32[] constant(2)"));
    assertEquals("a", module.entry().root().name());
  }

  @Test
  void parametersComeByNumber() {
    HloModule module = parse(entry("b = s32[] parameter(1) a = f32[] parameter(0)"));
    assertEquals(
        List.of("a", "b"), module.entry().parameters().stream().map(HloInstruction::name).toList());
  }

  @Test
  void theParameterListIsSyntaxOnly() {
    parse(
        "HloModule m ENTRY e (what: s8[7], ever: (f32[], token[])) -> f32[] { x = f32[] constant(1)"
            + " }");
    parse("HloModule m ENTRY e (%p f32[], q u8[]) -> f32[] { x = f32[] constant(1) }");
  }

  @Test
  void theResultShapeMustBeCompatibleWithTheRoot() {
    parse("HloModule m ENTRY e () -> f32[2,1]{0,1} { x = f32[2,1] constant({{1},{2}}) }");
    assertRejected(
        "1:27",
        "Shape of computation e, f32[2], is not compatible with that of its root instruction x,"
            + " f32[]",
        "HloModule m ENTRY e () -> f32[2] { x = f32[] constant(1) }");
  }

  @Test
  void behindTheResultShapeABraceBeginsTheBody() {
    HloModule module = parse("HloModule m ENTRY e () -> f32[] { x = f32[]{} constant(1) }");
    assertTrue(module.entry().root().shape().isScalar());
    assertRejected(
        "1:34",
        "expects at least one instruction in a computation",
        "HloModule m ENTRY e () -> f32[] {}");
  }

  @Test
  void executionThreadsAreRead() {
    HloModule module =
        parse(
            """
            HloModule m
            a { x = f32[] constant(1) }, execution_thread="t"
            ENTRY b { x = f32[] constant(1) }
            """);
    assertEquals("t", module.computation("a").orElseThrow().executionThread());
    assertEquals("main", module.entry().executionThread());
    assertRejected(
        "1:48",
        "unexpected attribute \"foo\". Allowed attributes: execution_thread",
        "HloModule m ENTRY b { x = f32[] constant(1) }, foo=\"t\"");
  }

  @Test
  void inlineComputationsAreModulesComputationsBeforeTheirCallers() {
    HloModule module =
        parse(
            entry(
                """
                p = f32[] parameter(0)
                a = f32[] call(p), to_apply={
                  q = f32[] parameter(0)
                  ROOT r = f32[] call(q), to_apply={ ROOT s = f32[] parameter(0) }
                }
                ROOT b = f32[] call(a), to_apply={ ROOT t = f32[] parameter(0) }
                """));
    assertEquals(List.of("_.1", "_", "_.2", "e"), names(module));
    HloInstruction a = module.entry().instruction("a").orElseThrow();
    assertEquals("r", a.get(Attribute.TO_APPLY).root().name());
  }

  @Test
  void inlineComputationsDoNotSeeTheInstructionsAround() {
    assertBodyRejected(
        "4:53",
        "instruction does not exist: p",
        "p = f32[] parameter(0)\nROOT a = f32[] call(p), to_apply={ r = f32[] negate(p) }");
  }

  @Test
  void instructionNamesAreUniquePerComputationOnly() {
    HloModule module =
        parse("HloModule m a { x = f32[] constant(1) } ENTRY b { x = f32[] constant(1) }");
    assertEquals("x", module.entry().root().name());
    assertBodyRejected(
        "4:1", "instruction already exists: x", "x = f32[] constant(1)\nx = f32[] constant(1)");
  }

  @Test
  void theRemedyForARepeatedNameSaysWhereItWasDefined() {
    assertEquals(
        "instruction previously defined at line 3, column 2",
        assertBodyRejected(
                "4:1",
                "instruction already exists: x",
                " x = f32[] constant(1)\nx = f32[] constant(1)")
            .remedy());
    assertEquals(
        "computation previously defined at line 1, column 13",
        assertRejected(
                "1:41",
                "computation already exists: a",
                "HloModule m a { x = f32[] constant(1) } a { x = f32[] constant(1) }")
            .remedy());
  }

  @Test
  void textsThatAreNoModulesAreRefused() {
    assertRejected("1:1", "expects name", "");
    assertRejected("1:12", "expects name", "HloModule m");
    assertRejected("1:10", "expects name", "HloModule");
    assertRejected("1:6", "expects '=' in instruction", "hello");
    assertRejected("1:14", "expects '{' at the beginning of instruction list.", "HloModule m e");
    assertRejected("1:44", "expects name", "HloModule m ENTRY e { x = f32[] constant(1)");
    assertRejected("1:47", "expects name", "HloModule m ENTRY e { x = f32[] constant(1) } }");
  }

  @Test
  void thereIsOneEntryAndOneRoot() {
    assertRejected(
        "1:47",
        "expects only one ENTRY",
        "HloModule m ENTRY a { x = f32[] constant(1) } ENTRY b { x = f32[] constant(1) }");
    assertBodyRejected(
        "4:1",
        "one computation should have only one ROOT",
        "ROOT x = f32[] constant(1)\nROOT y = f32[] constant(1)");
  }

  @Test
  void parameterNumbersAreConsecutive() {
    assertBodyRejected("3:21", "parameter number must be >= 0", "x = f32[] parameter(-1)");
    assertBodyRejected(
        "4:21", "Duplicate parameter number 0", "x = f32[] parameter(0)\ny = f32[] parameter(0)");
    assertBodyRejected(
        "4:1",
        "invalid parameter number. Expected [0, 2), got 2",
        "x = f32[] parameter(0)\ny = f32[] parameter(2)");
    assertBodyRejected(
        "3:1",
        "invalid parameter number. Expected [0, 1), got 9223372036854775807",
        "y = f32[] parameter(9223372036854775807)");
    assertBodyRejected("3:21", "expects integer", "x = f32[] parameter(1.5)");
  }

  @Test
  void illegalInstructionNamesAreRefusedWithALegalOne() {
    assertBodyRejected(
        "3:1",
        "illegal instruction name: f32; suggest renaming to: f32_",
        "%f32 = f32[] constant(1)");
    assertBodyRejected(
        "3:1",
        "illegal instruction name: __x; suggest renaming to: a_x",
        "__x = f32[] constant(1)");
    assertBodyRejected("3:1", "expects name", "f32 = f32[] constant(1)");
    assertBodyRejected("3:1", "expects name", "true = f32[] constant(1)");
    assertBodyRejected("3:1", "expects name", "x=f32[] constant(1)");
  }

  @Test
  void keywordsAreNamesBehindPercent() {
    for (String name : List.of("ROOT", "true", "nan", "inf", "manual", "ENTRY", "__xla_x", "_")) {
      assertEquals(name, parse(entry("%" + name + "=f32[] constant(1)")).entry().root().name());
    }
  }

  @Test
  void opcodesAndLettersAreNames() {
    for (String name : List.of("add", "tuple", "b", "T", "a-b.c_d", "buffer", "unset")) {
      assertEquals(name, parse(entry(name + " = f32[] constant(1)")).entry().root().name());
    }
  }

  @Test
  void instructionsKnowTheirPlaceInTheText() {
    HloModule module = parse(entry("  x = f32[] constant(1)\n  ROOT y = f32[] negate(x)"));
    HloInstruction y = module.entry().root();
    assertEquals("test:4:3", module.locate(y).orElseThrow().toString());
    assertEquals(
        "ROOT y = f32[] negate(x)",
        module.source().orElseThrow().slice(y.sourceStart(), y.sourceEnd()));
    assertFalse(module.locate(module.entry().instruction("x").orElseThrow()).isEmpty());
  }
}
