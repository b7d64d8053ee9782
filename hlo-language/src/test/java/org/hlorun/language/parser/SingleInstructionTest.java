package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertRejected;
import static org.hlorun.language.parser.Texts.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of one instruction, whose unknown operands become parameters. */
class SingleInstructionTest {

  private static List<String> parameters(HloModule module) {
    return module.entry().parameters().stream()
        .map(parameter -> parameter.name() + " " + parameter.shape())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f32[2] add(f32[2] x, f32[2] y) | [x f32[2]{0}, y f32[2]{0}]",
        "%r = f32[2] add(f32[2] %x, f32[2] %y) | [x f32[2]{0}, y f32[2]{0}]",
        "ROOT r = f32[2] add(f32[2] x, f32[2] x) | [x f32[2]{0}]",
        "f32[2] add(f32[2] x, x) | [x f32[2]{0}]",
        "f32[2] add(f32[2], f32[2]) | [_0 f32[2]{0}, _1 f32[2]{0}]",
        "f32[2] add(f32[2] x, f32[2]) | [x f32[2]{0}, _1 f32[2]{0}]",
        "r = add(f32[2] x, f32[2] y) | [x f32[2]{0}, y f32[2]{0}]",
        "f32[2] add(f32[2] negate(f32[2] x), f32[2] y) | [x f32[2]{0}, y f32[2]{0}]",
        "f32[2] add(f32[2] parameter(0), f32[2] parameter(1)) | [parameter.anon f32[2]{0},"
            + " parameter.anon.1 f32[2]{0}]",
        "(f32[], s8[]) tuple(f32[] x, s8[] y) | [x f32[], y s8[]]",
        "b(f32[2]) custom-call(f32[2] x), custom_call_target=\"c\" | [x f32[2]{0}]",
        "f32[] constant(1) | []",
        "f32[] parameter(0) | [_ f32[]]",
      })
  void unknownOperandsBecomeParameters(String text, String expected) {
    HloModule module = parse(text);
    assertEquals(expected, parameters(module).toString());
    assertTrue(module.isScheduled());
    assertEquals("_", module.name());
  }

  @Test
  void theInstructionIsTheRoot() {
    HloInstruction root = parse("f32[2] add(f32[2] x, f32[2] negate(f32[2] y))").entry().root();
    assertEquals(Opcode.ADD, root.opcode());
    assertEquals(Opcode.NEGATE, root.operand(1).opcode());
  }

  @Test
  void calledComputationsMayBeInline() {
    HloModule module =
        parse(
            """
            f32[2] reduce(f32[2,3] x, f32[] init), dimensions={1}, to_apply={
              a = f32[] parameter(0)
              b = f32[] parameter(1)
              ROOT c = f32[] add(a, b)
            }
            """);
    assertEquals(2, module.computations().size());
    assertEquals(2, module.entry().parameters().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1:12 | Operand had no shape in HLO text; cannot create parameter for single-instruction"
            + " module. | f32[2] add(x, y)",
        "1:22 | The declared operand shape f32[3]{0} is not compatible with the shape of the"
            + " operand instruction f32[2]{0}. | f32[2] add(f32[2] x, f32[3] x)",
        "1:32 | Expected eof after parsing single instruction. | f32[2] add(f32[2] x, f32[2] y) z",
        "1:43 | instruction does not exist: q | f32[2] call(f32[2] x), to_apply={ r = abs(q) }",
        "1:39 | Duplicate parameter number 0 | f32[2] add(f32[2] x, f32[2] parameter(0))",
        "1:4 | expects '=' in instruction | add(f32[2] x, f32[2] y)",
        "1:7 | expects opcode | f32[2]",
        "1:1 | expects name | = f32[2] add(x, y)",
      })
  void malformedTextsAreRefused(String place, String message, String text) {
    assertRejected(place, message, text);
  }
}
