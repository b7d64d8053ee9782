package org.hlorun.fusion.cleanup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.rewrite.DeadInstructions;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/**
 * Removes instructions without effects whose value does not reach the root, and computations that
 * the entry computation does not reach. Parameters stay. Takes linear time.
 */
public final class DeadCodeElimination implements HloPass {
  @Override
  public String name() {
    return "dead-code-elimination";
  }

  @Override
  public boolean run(HloModule module) {
    boolean changed = false;
    DeadInstructions dead = new DeadInstructions(new Effects());
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : new ArrayList<>(computation.instructions()).reversed()) {
        changed |= dead.removeFrom(instruction) > 0;
      }
    }
    return removeUnreachable(module) | changed;
  }

  private static boolean removeUnreachable(HloModule module) {
    Set<HloComputation> reached = new HashSet<>();
    Deque<HloComputation> pending = new ArrayDeque<>(List.of(module.entry()));
    while (!pending.isEmpty()) {
      HloComputation computation = pending.pop();
      if (reached.add(computation)) {
        for (HloInstruction instruction : computation.instructions()) {
          for (HloComputation callee : instruction.calledComputations()) {
            pending.push(callee);
          }
        }
      }
    }
    Set<HloComputation> unused = new HashSet<>(module.computations());
    unused.removeAll(reached);
    module.removeAll(unused);
    return !unused.isEmpty();
  }
}
