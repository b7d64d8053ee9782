package org.hlorun.fusion.rewrite;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * A pass that puts several instructions, effects among them perhaps, into the place of one. The
 * order of all others stays, so that effects stay in their order.
 */
public abstract class SplicingPass implements HloPass {
  private final Set<Opcode> opcodes;

  /**
   * @param opcodes the opcodes of the instructions that {@link #splice} is asked about
   */
  protected SplicingPass(Opcode... opcodes) {
    this.opcodes = EnumSet.copyOf(List.of(opcodes));
  }

  /**
   * Replaces an instruction by new ones, and removes it; others may be removed as well.
   *
   * @return the new instructions in order, which stand where it stood; null to leave it alone
   */
  protected abstract List<HloInstruction> splice(HloInstruction instruction);

  /** Called before the pass goes over a module. */
  protected void begin(HloModule module) {}

  @Override
  public final boolean run(HloModule module) {
    if (!module.hasAny(opcodes)) {
      return false;
    }
    begin(module);
    boolean changed = false;
    for (HloComputation computation : List.copyOf(module.computations())) {
      changed |= run(computation);
    }
    if (changed) {
      module.sortTopologically(); // computations may have been added
    }
    return changed;
  }

  private List<HloInstruction> replacements(HloInstruction instruction) {
    if (!DeadInstructions.isPresent(instruction)) {
      return List.of();
    }
    return opcodes.contains(instruction.opcode()) ? splice(instruction) : null;
  }

  private boolean run(HloComputation computation) {
    boolean changed = false;
    List<HloInstruction> order = new ArrayList<>();
    for (HloInstruction instruction : List.copyOf(computation.instructions())) {
      List<HloInstruction> replacements = replacements(instruction);
      if (replacements == null) {
        order.add(instruction);
      } else {
        order.addAll(replacements);
        changed = true;
      }
    }
    if (changed) {
      order.removeIf(instruction -> !DeadInstructions.isPresent(instruction));
      computation.reorder(order);
    }
    return changed;
  }
}
