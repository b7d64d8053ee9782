package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/** {@code tuple}: the operands side by side. */
final class TupleNode extends InstructionNode {
  TupleNode(HloInstruction instruction, Slots slots) {
    super(instruction, slots);
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return new TupleLiteral(List.of(operands(frame)));
  }
}
