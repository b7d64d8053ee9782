package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.DirectCallNode;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** {@code call} and {@code fusion}: the value of the called computation. */
final class CallNode extends InstructionNode {
  @Child private DirectCallNode callee;

  CallNode(HloInstruction instruction, Slots slots, DirectCallNode callee) {
    super(instruction, slots);
    this.callee = callee;
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    Object[] arguments = new Object[1 + operandSlots.length];
    arguments[0] = evaluation;
    for (int i = 0; i < operandSlots.length; i++) {
      arguments[1 + i] = operand(frame, i);
    }
    return (Literal) callee.call(arguments);
  }
}
