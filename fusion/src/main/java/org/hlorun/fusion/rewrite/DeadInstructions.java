package org.hlorun.fusion.rewrite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Removal of instructions whose value nobody uses. */
public final class DeadInstructions {
  private final Effects effects;

  /**
   * @param effects what must stay
   */
  public DeadInstructions(Effects effects) {
    this.effects = effects;
  }

  /** Whether an instruction can go: unused, not the root, no parameter, without effects. */
  public boolean isDead(HloInstruction instruction) {
    return instruction.users().isEmpty()
        && !instruction.isRoot()
        && instruction.opcode() != Opcode.PARAMETER
        && !effects.hasEffect(instruction);
  }

  /**
   * Removes an instruction if it is dead, and whatever is dead then.
   *
   * @return how many were removed
   */
  public int removeFrom(HloInstruction start) {
    if (!isPresent(start) || !isDead(start)) {
      return 0;
    }
    int count = 0;
    Deque<HloInstruction> pending = new ArrayDeque<>();
    pending.push(start);
    while (!pending.isEmpty()) {
      HloInstruction instruction = pending.pop();
      if (isPresent(instruction) && isDead(instruction)) {
        List<HloInstruction> operands = new ArrayList<>(instruction.operands());
        instruction.parent().remove(instruction);
        count++;
        operands.forEach(pending::push);
      }
    }
    return count;
  }

  /** Whether an instruction has not been removed from its computation. */
  public static boolean isPresent(HloInstruction instruction) {
    return !instruction.isRemoved();
  }
}
