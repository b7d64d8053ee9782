package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** {@code constant(...)}. */
final class ConstantNode extends InstructionNode {
  private final Literal value;

  ConstantNode(HloInstruction instruction, Slots slots, Literal value) {
    super(instruction, slots);
    this.value = value;
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return value;
  }
}
