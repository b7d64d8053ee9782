package org.hlorun.fusion.control;

import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Removes what only steered the compiler that the program was written for: {@code opt-barrier(x) =>
 * x}, {@code domain(x) => x}. It runs when nothing is to be kept apart any more.
 */
public final class PassThroughRemoval extends InstructionPass {
  public PassThroughRemoval() {
    super(Opcode.OPT_BARRIER, Opcode.DOMAIN);
  }

  @Override
  public String name() {
    return "pass-through-removal";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    HloInstruction operand = instruction.operand(0);
    return operand.shape().equals(instruction.shape()) ? operand : null;
  }
}
