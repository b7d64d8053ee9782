package org.hlorun.language.verifier;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.junit.jupiter.api.Test;

/** What the parser sees to already, and passes must not break: I7, I8, I9, I12. */
final class InstructionRulesTest {
  private final HloModule module =
      VerifierCases.parse(
          """
          HloModule m

          ENTRY e {
            a = f32[2,3] parameter(0)
            k = f32[] constant(1)
            b = f32[2,3] broadcast(k), dimensions={}
            t = f32[3,2] transpose(a), dimensions={1,0}
            c = s32[] custom-call(a), custom_call_target="x", operand_layout_constraints={f32[2,3]{1,0}}
            ROOT r = f32[2,3] add(a, b)
          }
          """);

  private HloInstruction instruction(String name) {
    return module.entry().instruction(name).orElseThrow();
  }

  private void assertRefused(String message) {
    VerifierCases.assertRefused(message, HloVerifier.check(module));
  }

  @Test
  void aLayoutMustNotNameADimensionTwice() {
    ArrayShape shape = instruction("a").shape().asArray();
    instruction("a").setShape(shape.withLayout(Layout.of(LongList.of(0, 0))));
    assertRefused("I7: layout minor_to_major field has duplicate values: {0,0}; shape: f32[2,3]");
  }

  @Test
  void aLayoutMustNotGoBeyondTheRank() {
    ArrayShape shape = instruction("a").shape().asArray();
    instruction("a").setShape(shape.withLayout(Layout.of(LongList.of(2, 0))));
    assertRefused(
        "I7: layout minor_to_major field has out-of-bounds value: {2,0}; shape: f32[2,3]");
  }

  @Test
  void aLayoutConstraintMustBeALayout() {
    ArrayShape shape = instruction("a").shape().asArray();
    instruction("c")
        .set(
            Attribute.OPERAND_LAYOUT_CONSTRAINTS,
            List.of(shape.withLayout(Layout.of(LongList.of(1, 1)))));
    assertRefused("I7: layout minor_to_major field has duplicate values: {1,1}; shape: f32[2,3]");
  }

  @Test
  void aLayoutConstraintMustFitItsOperand() {
    instruction("c")
        .set(Attribute.OPERAND_LAYOUT_CONSTRAINTS, List.of(ArrayShape.of(ElementType.F32, 3, 2)));
    assertRefused(
        "I10: Operand 0 of the custom call has shape f32[2,3], but its layout constraint is"
            + " f32[3,2]");
  }

  @Test
  void aLayoutConstraintMustBeGivenForEveryOperand() {
    instruction("c").set(Attribute.OPERAND_LAYOUT_CONSTRAINTS, List.of());
    assertRefused("I10: The custom call has 1 operands, but 0 operand layout constraints");
  }

  @Test
  void anInstructionMustHaveTheOperandsThatItsOpcodeTakes() {
    HloComputation entry = module.entry();
    entry.setRoot(
        entry.add(
            "sum",
            Opcode.ADD,
            instruction("a").shape(),
            List.of(instruction("a")),
            Attributes.none()));
    assertRefused("I8: expects 2 operands, but has 1 operands, in sum = add of computation e");
  }

  @Test
  void aRequiredAttributeMustBeSet() {
    instruction("t").setAttributes(Attributes.none());
    assertRefused("I9: attribute dimensions is expected but not seen");
  }

  @Test
  void anAttributeMustBeOneThatTheOpcodeTakes() {
    instruction("r").set(Attribute.DIMENSIONS, LongList.of(0));
    assertRefused("I9: unexpected attribute \"dimensions\"");
  }

  @Test
  void parameterReplicationMustHaveOneElementPerLeaf() {
    instruction("a").set(Attribute.PARAMETER_REPLICATION, List.of(true, false));
    assertRefused("I9: parameter has 1 leaf buffers, but parameter_replication has 2 elements");
  }

  @Test
  void theValueOfAConstantMustHaveItsShape() {
    instruction("k").set(Attribute.VALUE, ArrayLiteral.scalar(ElementType.S32, 1L));
    assertRefused("I12: The value of the constant has shape s32[], but the instruction has f32[]");
  }
}
