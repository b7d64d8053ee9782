package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

class ReplacedArraysTest {
  /** A loop that replaces a matrix m by something that is called next. */
  private static String loop(String next) {
    return """
    HloModule m
    continues {
      s = (s32[], f32[40,40]) parameter(0)
      k = s32[] get-tuple-element(s), index=0
      n = s32[] constant(3)
      ROOT c = pred[] compare(k, n), direction=LT
    }
    body {
      s = (s32[], f32[40,40]) parameter(0)
      k = s32[] get-tuple-element(s), index=0
      m = f32[40,40] get-tuple-element(s), index=1
      zero = s32[] constant(0)
      one = s32[] constant(1)
      j = s32[] add(k, one)
      %s
      ROOT t = (s32[], f32[40,40]) tuple(j, next)
    }
    ENTRY main {
      a = f32[40,40] parameter(0)
      zero = s32[] constant(0)
      t = (s32[], f32[40,40]) tuple(zero, a)
      ROOT w = (s32[], f32[40,40]) while(t), condition=continues, body=body
    }
    """
        .formatted(next);
  }

  /** The kernels of the loop's body as {@code name(operands)}; the results stay the same. */
  private static List<String> kernels(String next) {
    HloModule original = Programs.parse("m.hlo", loop(next));
    HloModule module = ModuleCloner.clone(original);
    new FusionPass().run(module);
    HloVerifier.verify(module);
    assertEquals(List.of(), FusionRules.violations(module));
    List<Literal> arguments = Programs.arguments(original, 5);
    Programs.assertSame(Programs.run(original, arguments), Programs.run(module, arguments));
    HloComputation body = module.entry().instruction("w").orElseThrow().get(Attribute.BODY);
    return body.instructions().stream()
        .filter(i -> i.opcode() == Opcode.FUSION || i.shape().isArray())
        .filter(i -> i.opcode() != Opcode.CONSTANT && i.opcode() != Opcode.GET_TUPLE_ELEMENT)
        .filter(i -> i.opcode() != Opcode.RESHAPE && !i.name().equals("j"))
        .map(ReplacedArraysTest::describe)
        .toList();
  }

  private static String describe(HloInstruction kernel) {
    return kernel.name() + kernel.operands().stream().map(HloInstruction::name).toList().toString();
  }

  private static final String ROW =
      """
      row = f32[1,40] dynamic-slice(m, k, zero), dynamic_slice_sizes={1,40}
      r = f32[40] reshape(row)
      rows = f32[40,40] broadcast(r), dimensions={1}
      """;

  @Test
  void aRowOfWhatIsReplacedIsStoredBefore() {
    assertEquals(
        List.of("row[m, k, zero]", "loop_fusion[r, m]"),
        kernels(ROW + "next = f32[40,40] subtract(m, rows)"));
  }

  @Test
  void whatIsMadeFromTheRowIsComputedWithIt() {
    assertEquals(
        List.of("row[m, k, zero]", "loop_fusion[r, m]"),
        kernels(
            ROW
                + """
                product = f32[40,40] multiply(m, rows)
                next = f32[40,40] add(m, product)
                """));
  }

  /** Nothing is overwritten in place where more of the array is read than a few of its parts. */
  @Test
  void neighboursAreReadInOneKernel() {
    assertEquals(
        List.of("loop_fusion[m]"),
        kernels(
            """
            upper = f32[39,40] slice(m), slice={[0:39], [0:40]}
            none = f32[] constant(0)
            above = f32[40,40] pad(upper, none), padding=1_0x0_0
            next = f32[40,40] subtract(m, above)
            """));
  }

  /** What is joined from parts is not written in place, whatever it is made from. */
  @Test
  void joinedPartsAreReadInOneKernel() {
    assertEquals(
        List.of("loop_fusion[m]"),
        kernels(
            """
            first = f32[1,40] slice(m), slice={[0:1], [0:40]}
            last = f32[1,40] slice(m), slice={[39:40], [0:40]}
            none = f32[] constant(0)
            middle = f32[38,40] broadcast(none), dimensions={}
            edges = f32[40,40] concatenate(last, middle, first), dimensions={0}
            next = f32[40,40] subtract(m, edges)
            """));
  }

  @Test
  void theReportSaysWhatIsOverwritten() {
    FusionPass pass = new FusionPass();
    pass.run(
        Programs.parse(
            "m.hlo",
            loop(
                ROW
                    + """
                    product = f32[40,40] multiply(m, rows)
                    next = f32[40,40] add(m, product)
                    """)));
    assertEquals(
        List.of(
            "body: dynamic-slice row: not with next: next could not be written over what it"
                + " replaces"),
        pass.report().outside().stream()
            .map(FusionDecision::toString)
            .filter(text -> text.startsWith("body: dynamic-slice"))
            .toList());
  }
}
