package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.SourceSection;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** Computes the value of one instruction. */
public abstract class InstructionNode extends Node {
  /** The slots of the operands' values. */
  @CompilationFinal(dimensions = 1)
  protected final int[] operandSlots;

  /** The slots of values that nobody needs after this instruction. */
  @CompilationFinal(dimensions = 1)
  private final int[] deadSlots;

  protected final HloInstruction instruction;

  protected InstructionNode(HloInstruction instruction, Slots slots) {
    this.instruction = instruction;
    this.operandSlots = slots.ofOperands(instruction);
    this.deadSlots = slots.lastUsedBy(instruction);
  }

  public final HloInstruction instruction() {
    return instruction;
  }

  /** The value of the instruction; operands are read from the frame. */
  public abstract Literal execute(VirtualFrame frame, Evaluation evaluation);

  /** The value of an operand. */
  protected final Literal operand(VirtualFrame frame, int index) {
    return (Literal) frame.getObject(operandSlots[index]);
  }

  /** The values of all operands. */
  protected final Literal[] operands(VirtualFrame frame) {
    Literal[] values = new Literal[operandSlots.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = operand(frame, i);
    }
    return values;
  }

  /** Lets go of the values that were used for the last time, so that their memory can be reused. */
  final void clearDeadSlots(VirtualFrame frame) {
    for (int slot : deadSlots) {
      frame.setObject(slot, null);
    }
  }

  @Override
  public SourceSection getSourceSection() {
    return getRootNode() instanceof ComputationRootNode root
        ? root.section(instruction.sourceStart(), instruction.sourceEnd())
        : null;
  }
}
