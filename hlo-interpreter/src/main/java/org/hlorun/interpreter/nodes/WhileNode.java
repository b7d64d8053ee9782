package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.DirectCallNode;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** {@code while}: the body is applied to the state as long as the condition holds. */
final class WhileNode extends InstructionNode {
  @Child private DirectCallNode condition;
  @Child private DirectCallNode body;

  WhileNode(
      HloInstruction instruction, Slots slots, DirectCallNode condition, DirectCallNode body) {
    super(instruction, slots);
    this.condition = condition;
    this.body = body;
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    Literal state = operand(frame, 0);
    // The frame lets go of the first state when nobody else uses it, so that a big one does not
    // outlive an iteration.
    clearDeadSlots(frame);
    long iterations = 0;
    while (((Literal) condition.call(evaluation, state)).asArray().getBoolean(0)) {
      evaluation.iterate(instruction, ++iterations);
      state = (Literal) body.call(evaluation, state);
    }
    return state;
  }
}
