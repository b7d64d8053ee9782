package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TokenLiteral;

/** {@code after-all}: a token. */
final class AfterAllNode extends InstructionNode {
  AfterAllNode(HloInstruction instruction, Slots slots) {
    super(instruction, slots);
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return TokenLiteral.TOKEN;
  }
}
