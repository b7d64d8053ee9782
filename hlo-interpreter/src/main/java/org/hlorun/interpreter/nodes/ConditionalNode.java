package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.DirectCallNode;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** {@code conditional}: true is the first branch; an index out of range means the last one. */
final class ConditionalNode extends InstructionNode {
  @Children private final DirectCallNode[] branches;

  ConditionalNode(HloInstruction instruction, Slots slots, DirectCallNode[] branches) {
    super(instruction, slots);
    this.branches = branches;
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    ArrayLiteral selector = operand(frame, 0).asArray();
    int branch;
    if (selector.elementType().isPred()) {
      branch = selector.getBoolean(0) ? 0 : 1;
    } else {
      long index = selector.getLong(0);
      branch = index < 0 || index >= branches.length ? branches.length - 1 : (int) index;
    }
    return (Literal) branches[branch].call(evaluation, operand(frame, 1 + branch));
  }
}
