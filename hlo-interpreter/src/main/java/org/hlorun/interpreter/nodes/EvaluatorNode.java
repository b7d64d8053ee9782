package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import org.hlorun.interpreter.op.EvaluatedInstruction;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** An instruction whose meaning is an {@link Evaluator}. */
final class EvaluatorNode extends InstructionNode {
  private final Evaluator evaluator;

  EvaluatorNode(HloInstruction instruction, Slots slots, Evaluator evaluator) {
    super(instruction, slots);
    this.evaluator = evaluator;
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return evaluate(operands(frame), evaluation);
  }

  @TruffleBoundary
  private Literal evaluate(Literal[] operands, Evaluation evaluation) {
    return EvaluatedInstruction.value(instruction, evaluator, operands, evaluation);
  }
}
