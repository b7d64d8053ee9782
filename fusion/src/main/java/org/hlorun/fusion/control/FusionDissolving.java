package org.hlorun.fusion.control;

import java.util.List;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.Inliner;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Takes the fusions of a dump apart, so that the program is fused anew: {@code fusion(x), calls=f
 * => f(x)}. A fusion means what its computation means, whatever its kind.
 */
public final class FusionDissolving implements HloPass {
  @Override
  public String name() {
    return "fusion-dissolving";
  }

  @Override
  public boolean run(HloModule module) {
    Inliner inliner = new Inliner(new Effects());
    boolean changed = false;
    for (HloComputation computation : List.copyOf(module.computations())) {
      boolean here = false;
      for (HloInstruction instruction : List.copyOf(computation.instructions())) {
        if (instruction.opcode() == Opcode.FUSION) {
          HloComputation fused = instruction.get(Attribute.CALLS);
          List<HloInstruction> arguments = List.copyOf(instruction.operands());
          if (Inliner.fits(fused, arguments, instruction)) {
            inliner.inline(instruction, fused, arguments);
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
}
