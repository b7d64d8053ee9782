package org.hlorun.fusion.cleanup;

import java.util.Set;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Calls that only say how a value is to be divided among devices: {@code Sharding(x) => x}. They
 * speak to a partitioner; there is none behind this. Exact. Calls with effects stay, and calls that
 * change the shape, as they come from a program that was partitioned.
 */
public final class ShardingAnnotationRemoval extends InstructionPass {
  private static final Set<String> TARGETS =
      Set.of("Sharding", "xla.sdy.FuncResultSharding", "xla.sdy.PropagationBarrier");

  public ShardingAnnotationRemoval() {
    super(Opcode.CUSTOM_CALL);
  }

  @Override
  public String name() {
    return "sharding-annotation-removal";
  }

  @Override
  protected HloInstruction replacement(HloInstruction call) {
    boolean annotation =
        TARGETS.contains(call.get(Attribute.CUSTOM_CALL_TARGET))
            && !call.find(Attribute.CUSTOM_CALL_HAS_SIDE_EFFECT).orElse(false)
            && call.controlPredecessors().isEmpty()
            && call.controlSuccessors().isEmpty()
            && call.operandCount() == 1
            && call.operand(0).shape().equals(call.shape());
    return annotation ? call.operand(0) : null;
  }
}
