package org.hlorun.fusion.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.Inliner;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Puts called computations in the place of {@code call} instructions, composites too: {@code
 * call(x), to_apply=f => f(x)}. A computation with several callers is copied for each while the
 * module does not grow beyond {@value #MAX_GROWTH} times its size (and {@value #FREE_INSTRUCTIONS}
 * instructions); calls of others stay.
 */
public final class CallInlining implements HloPass {
  private static final int MAX_GROWTH = 4;
  private static final int FREE_INSTRUCTIONS = 10_000;

  @Override
  public String name() {
    return "call-inlining";
  }

  @Override
  public boolean run(HloModule module) {
    Map<HloComputation, Integer> callers = new HashMap<>();
    long budget = FREE_INSTRUCTIONS;
    for (HloComputation computation : module.computations()) {
      budget += (MAX_GROWTH - 1L) * computation.instructions().size();
      for (HloInstruction instruction : computation.instructions()) {
        instruction.calledComputations().forEach(callee -> callers.merge(callee, 1, Integer::sum));
      }
    }
    Inliner inliner = new Inliner(new Effects());
    boolean changed = false;
    for (HloComputation computation : List.copyOf(module.computations())) {
      boolean here = false;
      for (HloInstruction instruction : List.copyOf(computation.instructions())) {
        if (isInlinable(instruction)) {
          HloComputation callee = instruction.get(Attribute.TO_APPLY);
          long cost = callers.get(callee) == 1 ? 0 : callee.instructions().size();
          if (cost <= budget) {
            budget -= cost;
            inliner.inline(instruction, callee, List.copyOf(instruction.operands()));
            here = true;
          }
        }
      }
      if (here) {
        computation.sortTopologically();
        changed = true;
      }
    }
    return changed;
  }

  private static boolean isInlinable(HloInstruction instruction) {
    if (instruction.opcode() != Opcode.CALL) {
      return false;
    }
    HloComputation callee = instruction.get(Attribute.TO_APPLY);
    return callee.executionThread().equals(instruction.parent().executionThread())
        && Inliner.fits(callee, instruction.operands(), instruction);
  }
}
