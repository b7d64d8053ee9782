package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertBodyRejected;
import static org.hlorun.language.parser.Texts.instruction;
import static org.hlorun.language.parser.Texts.root;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperandReaderTest {
  private static final String P = "p = f32[2,3] parameter(0)\n";

  private static List<String> operands(HloInstruction instruction) {
    return instruction.operands().stream().map(HloInstruction::name).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(p, p)",
        "(%p, p)",
        "( f32[2,3] p , f32[2,3]{0,1} %p )",
        "(/*index=0*/p, /*index=1*/p)",
      })
  void namedOperandsMayHaveShapesAndComments(String operands) {
    assertEquals(List.of("p", "p"), operands(root(P + "r = f32[2,3] add" + operands)));
  }

  @Test
  void aCommentToTheEndOfTheLineMayHoldCommas() {
    assertEquals(List.of("p", "p"), operands(root(P + "r = f32[2,3] add(p, // a, b\n p)")));
  }

  @Test
  void instructionsNestWithoutNamesAndAttributes() {
    HloInstruction root = root(P + "r = f32[2,3] add(negate(p), f32[2,3] abs(f32[2,3] p))");
    assertEquals(List.of("negate.anon", "abs.anon"), operands(root));
    assertEquals(Opcode.NEGATE, root.operand(0).opcode());
    assertEquals("p", root.operand(1).operand(0).name());
  }

  @Test
  void nestedInstructionsAreNumbered() {
    HloInstruction root =
        root("r = add(add(s8[] parameter(0), s8[] parameter(1)), s8[] constant(1))");
    assertEquals(List.of("add.anon", "constant.anon"), operands(root));
    assertEquals(List.of("parameter.anon", "parameter.anon.1"), operands(root.operand(0)));
  }

  @Test
  void anInstructionMayBeCalledLikeAnOpcode() {
    HloInstruction root = root("add = f32[] parameter(0)\nr = f32[] add(add, add(add, add))");
    assertEquals(List.of("add", "add.anon"), operands(root));
    assertEquals(List.of("add", "add"), operands(root.operand(1)));
  }

  @Test
  void aBroadcastNestsIfItsOperandIsAScalar() {
    HloInstruction root = root("s = f32[] parameter(0)\nr = negate(f32[2] broadcast(s))");
    assertEquals(Opcode.BROADCAST, root.operand(0).opcode());
    assertBodyRejected(
        "4:35",
        "attribute dimensions is expected but not seen",
        P + "r = negate(f32[1,2,3] broadcast(p))");
  }

  @Test
  void aProjectionMakesOneElementPerPrefix() {
    HloInstruction root =
        root(
            "t = (f32[], (s32[], u8[2]{0})) parameter(0)\n"
                + "r = tuple(t#1#1, u8[2] %t#1#1, t#1, t#0)");
    assertEquals(List.of("t_1_1", "t_1_1", "t_1", "t_0"), operands(root));
    HloInstruction inner = root.operand(0);
    assertEquals(Opcode.GET_TUPLE_ELEMENT, inner.opcode());
    assertEquals(1, inner.get(Attribute.INDEX));
    assertEquals("u8[2]{0}", inner.shape().toString());
    assertSame(root.operand(2), inner.operand(0));
    assertEquals(5, root.parent().instructions().size());
  }

  @Test
  void aProjectionDoesNotTakeTheNameOfAnInstruction() {
    HloInstruction root =
        root("t = (f32[], s32[]) parameter(0)\nt_1 = f32[] constant(1)\nr = negate(t#1)");
    assertEquals(List.of("t_1.1"), operands(root));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4:14 | GTE operand must be tuple, but has shape: f32[] | t#0#1",
        "4:12 | GTE index 2 out of bounds for shape: (f32[], s32[2]{0}) | t#2",
        "4:12 | GTE index -1 out of bounds for shape: (f32[], s32[2]{0}) | t#-1",
        "4:13 | expects integer | t#",
        "4:13 | expects integer | t#a",
        "4:13 | expects integer | t##0",
      })
  void malformedProjectionsAreRefused(String place, String message, String operand) {
    assertBodyRejected(
        place, message, "t = (f32[], s32[2]) parameter(0)\nr = tuple(" + operand + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4:12 | instruction does not exist: q | negate(q)",
        "4:12 | instruction does not exist: r | negate(r)",
        "4:12 | instruction does not exist: q | negate(f32[2,3] q)",
        "4:14 | expects ',' or ')' behind operand p | negate(p p)",
        "4:14 | expects ',' or ')' behind operand p | negate(p : p)",
        "4:12 | expects opcode but sees: foo, error: Unknown opcode: foo | negate(foo(p))",
        "4:12 | expects an operand: the name of an instruction, or a nested instruction |"
            + " negate(1)",
        "4:14 | expects an operand: the name of an instruction, or a nested instruction |"
            + " negate(p,)",
        "4:12 | The declared operand shape f32[3,2]{1,0} is not compatible with the shape of the"
            + " operand instruction f32[2,3]{1,0}. | negate(f32[3,2] p)",
        "4:11 | expects 1 operands, but has 2 operands | negate(p, p)",
        "4:8 | expects 2 operands, but has 1 operands | add(p)",
        "4:10 | expects 3 operands, but has 0 operands | clamp()",
        "4:12 | expects '(' at the beginning of operands | negate p",
        "4:12 | cannot infer shape for opcode: parameter | negate(parameter(1))",
      })
  void malformedOperandsAreRefused(String place, String message, String text) {
    assertBodyRejected(place, message, P + "r = " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4:18 | expects an even number of operands, at least 2, but has 1 operands |"
            + " f32[2] reduce(p)",
        "4:18 | expects an even number of operands, at least 2, but has 3 operands |"
            + " f32[2] reduce(p,p,p)",
        "4:19 | expects an odd number of operands, at least 3, but has 4 operands |"
            + " f32[2] scatter(p,p,p,p)",
        "4:23 | expects 2 operands, but has 1 operands | (s8[], s8[]) tuple(p)",
        "4:17 | tuple must have a tuple shape, but it is f32[2]{0} | f32[2] tuple(p)",
        "4:18 | infeed must have a non-empty tuple shape | f32[2] infeed(p)",
        "4:14 | infeed must have a non-empty tuple shape | () infeed(p)",
        "4:16 | recv must have a non-empty tuple shape | f32[2] recv(p)",
        "4:30 | expects 1 or 4 operands, but has 2 operands | f32[2] collective-permute(p,p)",
      })
  void wrongNumbersOfOperandsAreReportedAtTheParenthesis(
      String place, String message, String text) {
    assertBodyRejected(place, message, P + "r = " + text);
  }

  private static Stream<Opcode> opcodesOfBoundedArity() {
    return Stream.of(Opcode.values()).filter(opcode -> !opcode.arity().allows(9));
  }

  @ParameterizedTest
  @MethodSource("opcodesOfBoundedArity")
  void noOpcodeTakesOperandsBeyondItsNumber(Opcode opcode) {
    String body = P + "r = ((f32[2,3]), f32[2,3]) " + opcode + "(p,p,p,p,p,p,p,p,p)";
    assertThrows(HloException.class, () -> root(body));
  }

  @Test
  void aMisspelledOperandGetsTheNearestName() {
    assertEquals(
        "did you mean reshape.12?",
        assertBodyRejected(
                "4:12",
                "instruction does not exist: reshape.13",
                "reshape.12 = f32[] constant(1)\nr = negate(reshape.13)")
            .remedy());
  }

  @Test
  void opcodesOfOtherDialectsGetTheirHloName() {
    assertEquals("did you mean exponential?", remedyForOpcode("exp"));
    assertEquals("did you mean compare with direction=EQ?", remedyForOpcode("equal-to"));
    assertEquals("did you mean dynamic-slice?", remedyForOpcode("dynamic_slice"));
    assertEquals("did you mean subtract?", remedyForOpcode("substract"));
    assertEquals("did you mean all-reduce?", remedyForOpcode("cross-replica-sum"));
    assertNull(remedyForOpcode("trace"));
  }

  private static String remedyForOpcode(String word) {
    Diagnostic diagnostic =
        assertBodyRejected(
            "4:14",
            "expects opcode but sees: %s, error: Unknown opcode: %s".formatted(word, word),
            P + "r = f32[2,3] " + word + "(p)");
    assertEquals(DiagnosticCode.UNKNOWN_OPCODE, diagnostic.code());
    return diagnostic.remedy();
  }

  @Test
  void shapesMayBeLeftOutWhereTheyFollow() {
    HloInstruction root = root(P + "r = compare(p, negate(p)), direction=LT");
    assertEquals("pred[2,3]{1,0}", root.shape().toString());
    assertBodyRejected("4:5", "cannot infer shape for opcode: convert", P + "r = convert(p)");
    assertBodyRejected(
        "4:5",
        "failed to infer shape for opcode: add, error: Binary op add with different element types:"
            + " f32[2,3] and s8[].",
        P + "r = add(p, s8[] constant(1))");
  }

  @Test
  void operandsStandBeforeTheirUsers() {
    assertBodyRejected(
        "4:12", "instruction does not exist: q", P + "r = negate(q)\nq = f32[2,3] negate(p)");
    assertEquals("q", instruction("q", P + "q = negate(p)\nr = negate(q)").name());
  }
}
