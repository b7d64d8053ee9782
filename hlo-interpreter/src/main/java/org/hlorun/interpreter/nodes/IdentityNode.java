package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** {@code opt-barrier}, {@code domain}, {@code add-dependency}: the first operand as it is. */
final class IdentityNode extends InstructionNode {
  IdentityNode(HloInstruction instruction, Slots slots) {
    super(instruction, slots);
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return operand(frame, 0);
  }
}
