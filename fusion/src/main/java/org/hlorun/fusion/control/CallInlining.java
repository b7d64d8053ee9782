package org.hlorun.fusion.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.Inliner;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Puts called computations in the place of {@code call} instructions, composites too: {@code
 * call(x), to_apply=f => f(x)}. A computation with several callers is copied for each while the
 * module does not grow beyond {@value #MAX_GROWTH} times its size (and {@value #FREE_INSTRUCTIONS}
 * instructions); calls of others stay, and so do calls of a computation with effects that has
 * several callers: devices that are at different callers meet in its collectives.
 */
public final class CallInlining extends SplicingPass {
  private static final int MAX_GROWTH = 4;
  private static final int FREE_INSTRUCTIONS = 10_000;

  private Effects effects;
  private Inliner inliner;
  private Map<HloComputation, Integer> callers;

  /** How many instructions may still be made. */
  private long budget;

  public CallInlining() {
    super(Opcode.CALL);
  }

  @Override
  public String name() {
    return "call-inlining";
  }

  @Override
  protected void begin(HloModule module) {
    effects = new Effects();
    inliner = new Inliner(effects);
    callers = new HashMap<>();
    budget = FREE_INSTRUCTIONS;
    for (HloComputation computation : module.computations()) {
      budget += (MAX_GROWTH - 1L) * computation.instructions().size();
      for (HloInstruction instruction : computation.instructions()) {
        instruction.calledComputations().forEach(callee -> callers.merge(callee, 1, Integer::sum));
      }
    }
  }

  @Override
  protected List<HloInstruction> splice(HloInstruction instruction) {
    HloComputation callee = instruction.get(Attribute.TO_APPLY);
    List<HloInstruction> arguments = List.copyOf(instruction.operands());
    boolean shared = callers.get(callee) > 1;
    long cost = shared ? callee.instructions().size() : 0;
    if (cost > budget
        || shared && effects.hasEffect(callee)
        || !callee.executionThread().equals(instruction.parent().executionThread())
        || !Inliner.fits(callee, arguments, instruction)) {
      return null;
    }
    budget -= cost;
    return inliner.inline(instruction, callee, arguments);
  }
}
