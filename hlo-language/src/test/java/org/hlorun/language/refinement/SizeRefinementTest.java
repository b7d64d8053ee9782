package org.hlorun.language.refinement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeRefinementTest {
  private static final String LOOP =
      """
      cond {
        t = (s32[], f32[?,3]) parameter(0)
        i = s32[] get-tuple-element(t), index=0
        n = s32[] constant(3)
        ROOT less = pred[] compare(i, n), direction=LT
      }
      body {
        t = (s32[], f32[?,3]) parameter(0)
        i = s32[] get-tuple-element(t), index=0
        x = f32[?,3] get-tuple-element(t), index=1
        one = s32[] constant(1)
        next = s32[] add(i, one)
        y = f32[?,3] add(x, x)
        ROOT r = (s32[], f32[?,3]) tuple(next, y)
      }
      ENTRY main {
        x = f32[?,3] parameter(0)
        i = s32[] constant(0)
        t = (s32[], f32[?,3]) tuple(i, x)
        w = (s32[], f32[?,3]) while(t), condition=cond, body=body
        ROOT y = f32[?,3] get-tuple-element(w), index=1
      }
      """;

  private static final String TWICE =
      """
      twice {
        a = f32[?] parameter(0)
        ROOT c = f32[?] add(a, a)
      }
      ENTRY main {
        x = f32[?,3] parameter(0)
        flat = f32[?] reshape(x)
        d = f32[?] call(flat), to_apply=twice
        y = f32[2] parameter(1)
        e = f32[?] call(y), to_apply=twice
        ROOT r = (f32[?], f32[?]) tuple(d, e)
      }
      """;

  private static HloModule refine(String text, String... shapes) {
    List<Shape> given = Arrays.stream(shapes).map(HloParser::parseShape).toList();
    return SizeRefinement.refine(
        HloParser.parse(SourceText.of("test.hlo", text)), declared -> given);
  }

  /** Equal to the program with its sizes written down, instruction by instruction. */
  private static void assertRefined(String text, String expected, String... shapes) {
    HloModule module = refine(text, shapes);
    HloVerifier.verify(module);
    assertEquals(
        HloPrinter.print(HloParser.parse(SourceText.of("w.hlo", expected)), PrintForm.CANONICAL),
        HloPrinter.print(module, PrintForm.CANONICAL));
  }

  @Test
  void sizesGoThroughLoops() {
    assertRefined(LOOP, LOOP.replace("?", "5"), "f32[5,3]");
    assertRefined(LOOP, LOOP.replace("?", "0"), "f32[0,3]");
  }

  @Test
  void aComputationCalledWithTwoSizesBecomesTwo() {
    assertRefined(
        TWICE,
        """
        twice {
          a = f32[12] parameter(0)
          ROOT c = f32[12] add(a, a)
        }
        twice.1 {
          a = f32[2] parameter(0)
          ROOT c = f32[2] add(a, a)
        }
        ENTRY main {
          x = f32[4,3] parameter(0)
          flat = f32[12] reshape(x)
          d = f32[12] call(flat), to_apply=twice
          y = f32[2] parameter(1)
          e = f32[2] call(y), to_apply=twice.1
          ROOT r = (f32[12], f32[2]) tuple(d, e)
        }
        """,
        "f32[4,3]",
        "f32[2]");
  }

  @Test
  void layoutsStayAsTheyAreDeclared() {
    String program =
        """
        ENTRY main {
          x = f32[?,3]{0,1} parameter(0)
          ROOT y = s32[?,3]{0,1} convert(x)
        }
        """;
    assertRefined(program, program.replace("?", "7"), "f32[7,3]");
  }

  @Test
  void aProgramWithoutOpenParametersStaysAsItIs() {
    HloModule module =
        HloParser.parse(SourceText.of("t.hlo", "ENTRY e { ROOT x = f32[2] parameter(0) }"));
    assertSame(module, SizeRefinement.refine(module, declared -> List.of()));
    HloModule open =
        HloParser.parse(SourceText.of("t.hlo", "ENTRY e { ROOT x = f32[?] parameter(0) }"));
    assertSame(open, SizeRefinement.refine(open, declared -> declared));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "z = f32[] constant(1) ROOT y = f32[?,3] broadcast(z), dimensions={} | broadcast y has"
            + " sizes that it leaves open in f32[?,3]",
        "ROOT y = f32[?,4] reshape(x) | reshape y has sizes that it leaves open in f32[?,4]",
        "ROOT y = s32[?] iota(), iota_dimension=0 | iota y has sizes that it leaves open",
        "c = f32[3,3] constant({...}) ROOT y = f32[?,3] add(x, c) | add y ",
        "ROOT y = f32[?,9] concatenate(x, x), dimensions={1} | concatenate y is declared as"
            + " f32[?,9], but its operands make it f32[5,6]",
      })
  void aSizeThatDoesNotFollowIsRefusedWithItsPlace(String body, String message) {
    String text = "ENTRY main { x = f32[?,3] parameter(0) " + body + " }";
    Diagnostic problem =
        assertThrows(HloException.class, () -> refine(text, "f32[5,3]")).diagnostic();
    assertTrue(problem.message().startsWith(message), problem.message());
    assertTrue(problem.place().isPresent());
  }

  @Test
  void aLoopThatGrowsItsValueIsRefused() {
    String growing =
        LOOP.replace("y = f32[?,3] add(x, x)", "y = f32[?,3] concatenate(x, x), dimensions={0}");
    HloException problem = assertThrows(HloException.class, () -> refine(growing, "f32[5,3]"));
    assertTrue(problem.getMessage().contains("while w"), problem.getMessage());
  }

  @Test
  void argumentsMustBeWhatTheProgramDeclares() {
    for (String wrong : List.of("f32[5,4]", "f32[5]", "s32[5,3]")) {
      HloException problem = assertThrows(HloException.class, () -> refine(LOOP, wrong));
      assertTrue(problem.getMessage().contains("takes arguments of shapes"), problem.getMessage());
    }
  }
}
