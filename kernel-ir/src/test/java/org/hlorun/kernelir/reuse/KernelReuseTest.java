package org.hlorun.kernelir.reuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Equal instructions are lowered once, and whatever lowering looks at makes them different. */
class KernelReuseTest {
  private static final TargetDescription MACHINE = TargetDescription.named("x86-64-v3");

  private static final String CALLEES =
      """
      HloModule t
      add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
      plus { c = f32[] parameter(0) d = f32[] parameter(1) ROOT e = f32[] add(c, d) }
      minus { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] subtract(a, b) }
      greatest { v = f32[] parameter(0) p = s32[] parameter(1) w = f32[] parameter(2)
        q = s32[] parameter(3) g = pred[] compare(v, w), direction=GT
        e = pred[] compare(v, w), direction=EQ l = pred[] compare(p, q), direction=LT
        f = pred[] and(e, l) h = pred[] or(g, f) i = f32[] select(h, v, w)
        j = s32[] select(h, p, q) ROOT t = (f32[], s32[]) tuple(i, j) }
      """;

  private static HloModule parse(String text) {
    HloModule module = HloParser.parse(SourceText.of("t.hlo", CALLEES + text));
    HloVerifier.verify(module);
    return module;
  }

  private static HloInstruction find(String text) {
    return parse(text).entry().instruction("r").orElseThrow();
  }

  /** A program whose instruction {@code r} is one line; x and y are arrays, n is a number. */
  private static String entry(String line) {
    return "ENTRY main { x = f32[8,8] parameter(0) y = f32[8,8] parameter(1) z = f32[] constant(0)"
        + " n = f32[] parameter(2) "
        + line
        + " }";
  }

  private static String fusion(String inside) {
    return "fused { p = f32[8,8] parameter(0) q = f32[8,8] parameter(1) "
        + inside
        + " }\n"
        + entry("ROOT r = f32[8,8] fusion(x, y), kind=kLoop, calls=fused");
  }

  private static String selection(String users) {
    return "ENTRY main { x = f32[8,64] parameter(0) i = s32[8,64] parameter(1)"
        + " z = f32[] constant(-inf) n = s32[] constant(0)"
        + " r = (f32[8], s32[8]) reduce(x, i, z, n), dimensions={1}, to_apply=greatest "
        + users
        + " }";
  }

  private static List<LoweredKernel> lower(HloInstruction instruction) {
    return Lowering.lower(instruction, MACHINE);
  }

  static Stream<Arguments> equal() {
    return Stream.of(
        Arguments.of(entry("ROOT r = f32[8,8] add(x, y)"), entry("r = f32[8,8] add(y, x)")),
        Arguments.of(
            entry("ROOT r = f32[8,8] add(x, y), metadata={op_name=\"one\"}"),
            entry("ROOT r = f32[8,8] add(x, y), metadata={op_name=\"two\"}")),
        Arguments.of(
            entry("ROOT r = f32[8,8] add(x, y)"),
            entry(
                "e = f32[8,8] exponential(x) r = f32[8,8] add(e, y) ROOT t = (f32[8,8], f32[8,8])"
                    + " tuple(r, r)")),
        Arguments.of(
            entry("ROOT r = f32[8] reduce(x, z), dimensions={1}, to_apply=add"),
            entry("ROOT r = f32[8] reduce(x, z), dimensions={1}, to_apply=plus")),
        Arguments.of(
            fusion("s = f32[8,8] add(p, q) ROOT t = f32[8,8] negate(s)"),
            fusion("other = f32[8,8] add(p, q) ROOT last = f32[8,8] negate(other)")),
        Arguments.of(
            selection(
                "v = f32[8] get-tuple-element(r), index=0"
                    + " p = s32[8] get-tuple-element(r), index=1"
                    + " ROOT t = (f32[8], s32[8]) tuple(v, p)"),
            selection(
                "p = s32[8] get-tuple-element(r), index=1"
                    + " v = f32[8] get-tuple-element(r), index=0"
                    + " ROOT t = (s32[8], f32[8]) tuple(p, v)")));
  }

  @ParameterizedTest
  @MethodSource("equal")
  void equalInstructionsAreLoweredOnce(String first, String second) {
    KernelReuse reuse = new KernelReuse(KernelReuseTest::lower);
    assertSame(reuse.lower(find(first)), reuse.lower(find(second)));
  }

  static Stream<Arguments> different() {
    String window = "ROOT t = s32[8] get-tuple-element(r), index=1";
    String sum = "ROOT r = f32[8] reduce(x, z), dimensions={1}, to_apply=";
    String slice = "ROOT r = f32[4,8] slice(x), slice={[%s], [0:8]}";
    String dot = "x), lhs_contracting_dims={1}, rhs_contracting_dims={%s}";
    return Stream.of(
        Arguments.of(entry("ROOT r = f32[8,8] add(x, y)"), entry("r = f32[8,8] multiply(x, y)")),
        Arguments.of(entry("ROOT r = f32[8,8] add(x, y)"), entry("r = f32[8,8] add(x, x)")),
        Arguments.of(
            entry("ROOT r = f32[8,8] add(x, y)"),
            entry("ROOT r = f32[8,8] add(x, y)").replace("f32", "f64")),
        Arguments.of(
            entry("ROOT r = f32[8,8] add(x, y)"),
            entry("r = f32[8,8] add(x, y)").replace('8', '9')),
        Arguments.of(
            entry("ROOT r = f32[8,8]{1,0} transpose(x), dimensions={0,1}"),
            entry("ROOT r = f32[8,8]{0,1} transpose(x), dimensions={0,1}")),
        Arguments.of(
            entry("ROOT r = f32[8,8] transpose(x), dimensions={0,1}"),
            entry("ROOT r = f32[8,8] transpose(x), dimensions={1,0}")),
        Arguments.of(entry(slice.formatted("0:4")), entry(slice.formatted("4:8"))),
        Arguments.of(entry(sum + "add"), entry(sum + "minus")),
        Arguments.of(entry(sum + "add"), entry(sum.replace("z)", "n)") + "add")),
        Arguments.of(entry(sum + "add"), entry(sum + "add").replace("(0) n", "(1) n")),
        Arguments.of(entry(sum + "add"), entry(sum + "add").replace("(0) n", "(-0) n")),
        Arguments.of(
            entry("ROOT r = f32[8,8] dot(x, " + dot.formatted("0")),
            entry("ROOT r = f32[8,8] dot(x, " + dot.formatted("1"))),
        Arguments.of(
            entry("ROOT r = f32[8,8] dot(x, " + dot.formatted("1")),
            entry(
                "w = f32[8,8] constant({...}) ROOT r = f32[8,8] dot(x, w), lhs_contracting_dims={1}, rhs_contracting_dims={1}"
                    .replace(
                        "{...}", "{" + "{1,2,3,4,5,6,7,8},".repeat(7) + "{1,2,3,4,5,6,7,8}}"))),
        Arguments.of(
            fusion("ROOT s = f32[8,8] subtract(p, q)"), fusion("ROOT s = f32[8,8] subtract(q, p)")),
        Arguments.of(
            fusion("s = f32[8,8] add(p, q) ROOT t = f32[8,8] negate(s)"),
            fusion("ROOT s = f32[8,8] add(p, q) t = f32[8,8] negate(s)")),
        Arguments.of(
            fusion(
                "c = f32[8] constant({1,2,3,4,5,6,7,8}) b = f32[8,8] broadcast(c),"
                    + " dimensions={0} s = f32[8,8] add(p, q) ROOT t = f32[8,8] add(s, b)"),
            fusion(
                "c = f32[8] constant({1,2,3,4,5,6,7,9}) b = f32[8,8] broadcast(c),"
                    + " dimensions={0} s = f32[8,8] add(p, q) ROOT t = f32[8,8] add(s, b)")),
        Arguments.of(
            selection(window), selection(window.replace("s32", "f32").replace("=1", "=0"))),
        Arguments.of(selection(window), selection("").replace(" r =", " ROOT r =")),
        Arguments.of(selection(window), selection("ROOT t = ((f32[8], s32[8])) tuple(r)")));
  }

  @ParameterizedTest
  @MethodSource("different")
  void differentInstructionsHaveTheirOwnKernels(String first, String second) {
    HloInstruction a = find(first);
    HloInstruction b = find(second);
    assertNotEquals(InstructionForm.of(a), InstructionForm.of(b));
    KernelReuse reuse = new KernelReuse(KernelReuseTest::lower);
    assertNotSame(reuse.lower(a), reuse.lower(b));
  }

  @ParameterizedTest
  @MethodSource({"equal", "different"})
  void theCopyThatStandsAloneIsEqual(String first, String second) {
    for (String text : List.of(first, second)) {
      HloInstruction instruction = find(text);
      HloInstruction alone = LoneInstruction.of(instruction);
      assertEquals(InstructionForm.of(instruction), InstructionForm.of(alone));
      assertNotSame(instruction.parent().module(), alone.parent().module());
    }
  }

  @Test
  void loweringIsAskedOnce() {
    List<HloInstruction> asked = new ArrayList<>();
    KernelReuse reuse =
        new KernelReuse(
            instruction -> {
              if (instruction.parent().name().equals("lone")) {
                asked.add(instruction);
              }
              return lower(instruction);
            });
    for (int i = 0; i < 3; i++) {
      reuse.lower(find(entry("ROOT r = f32[8,8] add(x, y)")));
    }
    assertEquals(1, asked.size());
  }

  @Test
  void whatHasNoKernelHasNoneTheSecondTime() {
    String text = entry("ROOT r = f32[8,8] custom-call(x), custom_call_target=\"f\"");
    KernelReuse reuse = new KernelReuse(KernelReuseTest::lower);
    for (int i = 0; i < 2; i++) {
      HloInstruction instruction = find(text);
      String problem =
          assertThrows(UnsupportedKernelException.class, () -> lower(instruction)).getMessage();
      assertEquals(
          problem,
          assertThrows(UnsupportedKernelException.class, () -> reuse.lower(instruction))
              .getMessage());
    }
  }

  @Test
  void dependenceOnTheSurroundingsIsFound() {
    KernelReuse reuse =
        new KernelReuse(
            instruction -> {
              if (instruction.operand(0).opcode() == Opcode.EXPONENTIAL) {
                throw new UnsupportedKernelException("an exponential");
              }
              return lower(instruction);
            });
    HloInstruction instruction =
        find(entry("e = f32[8,8] exponential(x) ROOT r = f32[8,8] add(e, y)"));
    assertThrows(AssertionError.class, () -> reuse.lower(instruction));
  }
}
