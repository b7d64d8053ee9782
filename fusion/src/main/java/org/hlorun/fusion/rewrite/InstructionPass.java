package org.hlorun.fusion.rewrite;

import java.util.List;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.Shape;

/**
 * A pass that replaces instructions one by one, operands before users, in one sweep over the
 * module. What an instruction was replaced by is looked at again at once, and what becomes unused
 * is removed.
 *
 * <p>Instructions with dynamic dimensions, or with dynamic operands, are left alone, and so are
 * those with other than default layouts: run layout normalisation first.
 */
public abstract class InstructionPass implements HloPass {
  /** How often a replacement is replaced at most before the sweep goes on. */
  private static final int MAX_CHAIN = 16;

  /**
   * What stands in for an instruction: another instruction of the computation, of the same shape,
   * perhaps made for this; null to leave the instruction alone. No instruction is made in that
   * case.
   */
  protected abstract HloInstruction replacement(HloInstruction instruction);

  /** Called before a sweep over a module. */
  protected void begin(HloModule module) {}

  @Override
  public final boolean run(HloModule module) {
    begin(module);
    DeadInstructions dead = new DeadInstructions(new Effects());
    boolean changed = false;
    for (HloComputation computation : List.copyOf(module.computations())) {
      changed |= sweep(computation, dead);
    }
    return changed;
  }

  private boolean sweep(HloComputation computation, DeadInstructions dead) {
    boolean changed = false;
    for (HloInstruction instruction : List.copyOf(computation.instructions())) {
      HloInstruction next = instruction;
      for (int i = 0; i < MAX_CHAIN && next != null && isCandidate(next); i++) {
        HloInstruction old = next;
        next = replacement(old);
        if (next != null) {
          replace(old, next);
          dead.removeFrom(old);
          changed = true;
        }
      }
    }
    if (changed) {
      computation.sortTopologically();
    }
    return changed;
  }

  private void replace(HloInstruction old, HloInstruction replacement) {
    if (replacement == old || !replacement.shape().equals(old.shape())) {
      throw new IllegalStateException(
          "%s would replace %s by %s".formatted(name(), old, replacement));
    }
    old.parent().replaceAllUses(old, replacement);
  }

  private static boolean isCandidate(HloInstruction instruction) {
    return DeadInstructions.isPresent(instruction)
        && (!instruction.users().isEmpty() || instruction.isRoot())
        && isPlain(instruction.shape())
        && instruction.operands().stream().allMatch(operand -> isPlain(operand.shape()));
  }

  private static boolean isPlain(Shape shape) {
    return !shape.anyLeaf(
        leaf ->
            leaf.isArray()
                && (leaf.asArray().hasDynamicDimensions()
                    || !leaf.equals(leaf.withDefaultLayout())));
  }
}
