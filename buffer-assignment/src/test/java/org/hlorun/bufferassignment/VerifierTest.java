package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.bufferassignment.verifier.AssignmentVerifier;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;

/** The verifier notices plans that are wrong. */
class VerifierTest {
  private static final InPlaceRules NONE = instruction -> List.of();

  private static final String TEXT =
      """
      HloModule m, is_scheduled=true
      ENTRY e {
        p = f32[256] parameter(0)
        a = f32[256] negate(p)
        b = f32[256] reverse(a), dimensions={0}
        d = f32[256] add(a, b)
        ROOT c = f32[256] reverse(d), dimensions={0}
      }
      """;

  @Test
  void resultOverAnOperandThatMayNotBeOverwritten() {
    InPlaceRules everything =
        instruction ->
            instruction.operandCount() == 0
                ? List.of()
                : List.of(new OperandLeaf(ShapeIndex.ROOT, 0, ShapeIndex.ROOT));
    BufferAssignment plan =
        BufferAssignment.assign(
            Plans.parse(TEXT), AssignmentOptions.DEFAULT.withInPlaceRules(everything));
    List<String> problems = AssignmentVerifier.problems(plan, NONE);
    assertTrue(problems.toString().contains("c writes over its operand 0"), problems::toString);
    assertEquals(List.of(), AssignmentVerifier.problems(plan, everything));
  }

  @Test
  void valueThatIsOverwrittenTooEarly() {
    HloModule module =
        Plans.parse(
            """
            HloModule m, is_scheduled=true
            ENTRY e {
              p = f32[256] parameter(0)
              a = f32[256] negate(p)
              b = f32[256] reverse(a), dimensions={0}
              d = f32[256] add(b, b)
              f = f32[256] reverse(d), dimensions={0}
              ROOT c = f32[256] reverse(f), dimensions={0}
            }
            """);
    BufferAssignment plan =
        BufferAssignment.assign(module, AssignmentOptions.DEFAULT.withInPlaceRules(NONE));
    assertEquals(List.of(), AssignmentVerifier.problems(plan, NONE));
    var entry = module.entry();
    var b = entry.instruction("b").orElseThrow();
    var f = entry.instruction("f").orElseThrow();
    assertEquals(plan.slice(b), plan.slice(f), "f reuses the place of b");
    // Planned as if nobody read b again; now c does.
    entry.instruction("c").orElseThrow().replaceOperand(0, b);
    List<String> problems = AssignmentVerifier.problems(plan, NONE);
    assertTrue(problems.toString().contains("c of e does not find b"), problems::toString);
  }

  @Test
  void argumentThatIsNotDonatedAfterAll() {
    HloModule module =
        Plans.parse(
            """
            HloModule m, input_output_alias={ {}: (0, {}, must-alias) }
            ENTRY e {
              p = f32[16] parameter(0)
              ROOT n = f32[16] negate(p)
            }
            """);
    AssignmentOptions options = AssignmentOptions.DEFAULT.withDonation(true);
    BufferAssignment plan = Plans.of(module, options);
    module.setAttributes(module.attributes().without(Attribute.INPUT_OUTPUT_ALIAS));
    assertFalse(AssignmentVerifier.problems(plan, options.inPlaceRules()).isEmpty());
  }

  @Test
  void orderThatIsNone() {
    HloModule module = Plans.parse(TEXT);
    BufferAssignment plan = Plans.of(module, AssignmentOptions.DEFAULT);
    var entry = module.entry();
    entry
        .instruction("b")
        .orElseThrow()
        .addControlPredecessor(entry.instruction("c").orElseThrow());
    List<String> problems =
        AssignmentVerifier.problems(plan, AssignmentOptions.DEFAULT.inPlaceRules());
    assertTrue(problems.toString().contains("b of e runs before"), problems::toString);
  }
}
