package org.hlorun.fusion.control;

import java.util.List;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Loops that run never or once ({@link TripCount}).
 *
 * <pre>
 * while(init) of trip count 0 => init
 * while(init) of trip count 1 => body(init)
 * </pre>
 */
public final class WhileSimplification extends SplicingPass {
  private Effects effects;

  public WhileSimplification() {
    super(Opcode.WHILE);
  }

  @Override
  public String name() {
    return "while-simplification";
  }

  @Override
  protected void begin(HloModule module) {
    effects = new Effects();
  }

  @Override
  protected List<HloInstruction> splice(HloInstruction instruction) {
    long count = TripCount.of(instruction).map(TripCount::count).orElse(Long.MAX_VALUE);
    if (count > 1
        || effects.hasEffect(instruction.get(Attribute.CONDITION))
        || !instruction.controlPredecessors().isEmpty()
        || !instruction.controlSuccessors().isEmpty()) {
      return null;
    }
    HloInstruction init = instruction.operand(0);
    HloInstruction result =
        count == 0
            ? init
            : new InstructionBuilder(instruction)
                .add(
                    Opcode.CALL,
                    instruction.shape(),
                    List.of(init),
                    Attributes.of(Attribute.TO_APPLY, instruction.get(Attribute.BODY)));
    instruction.parent().replaceAllUses(instruction, result);
    instruction.parent().remove(instruction);
    return count == 0 ? List.of() : List.of(result);
  }
}
