package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** {@code get-tuple-element}. */
final class GetTupleElementNode extends InstructionNode {
  private final int index;

  GetTupleElementNode(HloInstruction instruction, Slots slots) {
    super(instruction, slots);
    this.index = Math.toIntExact(instruction.get(Attribute.INDEX));
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return operand(frame, 0).asTuple().element(index);
  }
}
