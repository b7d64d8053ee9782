package org.hlorun.fusion.control;

import java.util.List;
import java.util.Optional;
import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Conditionals whose branch is known become calls of it.
 *
 * <pre>
 * conditional(true, a, b) => true_computation(a)
 * conditional(i, a0, ..., an) => branch i of ai; the last branch if i is out of range
 * conditional(p, a, ..., a) of equal branches => the branch of a
 * </pre>
 */
public final class ConditionalSimplification extends SplicingPass {
  public ConditionalSimplification() {
    super(Opcode.CONDITIONAL);
  }

  @Override
  public String name() {
    return "conditional-simplification";
  }

  @Override
  protected List<HloInstruction> splice(HloInstruction instruction) {
    List<HloComputation> branches = instruction.calledComputations();
    int branch = known(instruction, branches).orElse(-1);
    if (branch < 0
        || !branches.get(branch).root().shape().equals(instruction.shape())
        || !instruction.controlPredecessors().isEmpty()
        || !instruction.controlSuccessors().isEmpty()) {
      return null;
    }
    HloInstruction call =
        new InstructionBuilder(instruction)
            .add(
                Opcode.CALL,
                instruction.shape(),
                List.of(instruction.operand(branch + 1)),
                Attributes.of(Attribute.TO_APPLY, branches.get(branch)));
    instruction.parent().replaceAllUses(instruction, call);
    instruction.parent().remove(instruction);
    return List.of(call);
  }

  private static Optional<Integer> known(
      HloInstruction conditional, List<HloComputation> branches) {
    HloInstruction selector = conditional.operand(0);
    List<HloInstruction> arguments = conditional.operands().subList(1, conditional.operandCount());
    if (branches.stream().allMatch(branches.getFirst()::equals)
        && arguments.stream().allMatch(arguments.getFirst()::equals)) {
      return Optional.of(0);
    }
    Optional<Long> value = Constants.integer(selector);
    if (selector.shape().asArray().elementType().isPred()) {
      return value.map(v -> v != 0 ? 0 : 1);
    }
    int last = branches.size() - 1;
    return value.map(v -> v < 0 || v > last ? last : Math.toIntExact(v));
  }
}
