package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** {@code parameter(N)}: the N-th argument of the call. */
final class ParameterNode extends InstructionNode {
  private final int number;

  ParameterNode(HloInstruction instruction, Slots slots) {
    super(instruction, slots);
    this.number = Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER));
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return (Literal) frame.getArguments()[1 + number];
  }
}
