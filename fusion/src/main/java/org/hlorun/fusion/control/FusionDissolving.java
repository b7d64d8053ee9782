package org.hlorun.fusion.control;

import java.util.List;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.Inliner;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Takes the fusions of a dump apart, so that the program is fused anew: {@code fusion(x), calls=f
 * => f(x)}. A fusion means what its computation means, whatever its kind.
 */
public final class FusionDissolving extends SplicingPass {
  private Inliner inliner;

  public FusionDissolving() {
    super(Opcode.FUSION);
  }

  @Override
  public String name() {
    return "fusion-dissolving";
  }

  @Override
  protected void begin(HloModule module) {
    inliner = new Inliner(new Effects());
  }

  @Override
  protected List<HloInstruction> splice(HloInstruction instruction) {
    HloComputation fused = instruction.get(Attribute.CALLS);
    List<HloInstruction> arguments = List.copyOf(instruction.operands());
    return Inliner.fits(fused, arguments, instruction)
        ? inliner.inline(instruction, fused, arguments)
        : null;
  }
}
