package org.hlorun.language.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** I1 to I4: texts cannot break most of them, passes can. */
final class StructureRulesTest {
  private static final String CALLS =
      """
      HloModule m

      f {
        x = f32[2] parameter(0)
        ROOT y = f32[2] negate(x)
      }

      ENTRY e {
        a = f32[2] parameter(0)
        b = f32[2] call(a), to_apply=f
        ROOT c = f32[2] add(a, b)
      }
      """;

  @TestFactory
  Stream<DynamicTest> acceptsOrRefuses() {
    return VerifierCases.of("structure");
  }

  @Test
  void aModuleWithoutComputationsIsRefused() {
    VerifierCases.assertRefused(
        "I1: The module has no computation", HloVerifier.check(new HloModule("empty")));
  }

  @Test
  void aComputationThatIsCalledMustBeInTheModule() {
    HloModule module = VerifierCases.parse(CALLS);
    module.remove(module.computation("f").orElseThrow());
    VerifierCases.assertRefused(
        "I1: Called computation f is not in the module, in b = call of computation e",
        HloVerifier.check(module));
  }

  @Test
  void anOperandMustStandBeforeItsUser() {
    HloModule module = VerifierCases.parse(CALLS);
    HloComputation entry = module.entry();
    List<HloInstruction> order = entry.instructions();
    entry.reorder(List.of(order.get(0), order.get(2), order.get(1)));
    VerifierCases.assertRefused("I2: Operand b does not stand before c", HloVerifier.check(module));
  }

  @Test
  void aControlPredecessorMustStandBeforeItsSuccessor() {
    HloModule module = VerifierCases.parse(CALLS);
    HloComputation entry = module.entry();
    entry
        .instruction("b")
        .orElseThrow()
        .addControlPredecessor(entry.instruction("c").orElseThrow());
    VerifierCases.assertRefused(
        "I2: Control predecessor c does not stand before b", HloVerifier.check(module));
  }

  @Test
  void aComputationMustNotCallItself() {
    HloModule module = VerifierCases.parse(CALLS);
    HloComputation called = module.computation("f").orElseThrow();
    called.add(
        "again",
        Opcode.CALL,
        called.root().shape(),
        List.of(called.root()),
        Attributes.of(Attribute.TO_APPLY, called));
    VerifierCases.assertRefused(
        "I3: Called computation f does not stand before its caller f", HloVerifier.check(module));
  }

  @Test
  void callsMustNotNestTooDeep() {
    StringBuilder text =
        new StringBuilder("HloModule m\ncomp0 {\n  ROOT x = f32[] parameter(0)\n}\n");
    for (int i = 1; i <= HloVerifier.MAX_CALL_DEPTH; i++) {
      text.append(
          "comp%d {\n  x = f32[] parameter(0)\n  ROOT y = f32[] call(x), to_apply=comp%d\n}\n"
              .formatted(i, i - 1));
    }
    HloModule module = VerifierCases.parse(text.toString());
    assertEquals(1, HloVerifier.check(module).size());
    VerifierCases.assertRefused("I3: Calls nest more than 512 deep", HloVerifier.check(module));
    module.setEntry(module.computation("comp0").orElseThrow());
    module.remove(module.computation("comp" + HloVerifier.MAX_CALL_DEPTH).orElseThrow());
    module.setEntry(module.computation("comp" + (HloVerifier.MAX_CALL_DEPTH - 1)).orElseThrow());
    assertEquals(List.of(), HloVerifier.check(module));
  }

  @Test
  void parameterNumbersMustHaveNoGap() {
    HloModule module = VerifierCases.parse(CALLS);
    module.entry().instruction("a").orElseThrow().set(Attribute.PARAMETER_NUMBER, 1L);
    VerifierCases.assertRefused(
        "I4: Parameter number 1 is not in [0, 1)", HloVerifier.check(module));
  }

  @Test
  void aParameterNumberMustNotBeGivenTwice() {
    HloModule module = VerifierCases.parse(CALLS);
    for (String name : List.of("p", "q")) {
      module
          .entry()
          .add(
              name,
              Opcode.PARAMETER,
              ArrayShape.scalar(ElementType.F32),
              List.of(),
              Attributes.of(Attribute.PARAMETER_NUMBER, 1L));
    }
    VerifierCases.assertRefused("I4: Duplicate parameter number 1", HloVerifier.check(module));
  }

  @Test
  void aComputationMustHaveAnInstruction() {
    HloModule module = VerifierCases.parse(CALLS);
    module.addComputation("empty");
    VerifierCases.assertRefused(
        "I4: The computation has no instructions, in computation empty", HloVerifier.check(module));
  }
}
