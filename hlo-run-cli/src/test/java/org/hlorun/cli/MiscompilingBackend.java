package org.hlorun.cli;

import java.util.List;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;

/** The interpreter behind a fusion that makes {@code ceil(x)} of {@code floor(x)}. */
public final class MiscompilingBackend implements Backend {
  @Override
  public String name() {
    return "miscompiling";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    HloModule copy = ModuleCloner.clone(module);
    PassOptions passes = module.attachment(PassOptions.class).orElse(PassOptions.DEFAULT);
    if (!passes.disabledPasses().contains("fusion")) {
      copy.computations().forEach(MiscompilingBackend::miscompile);
    }
    return Backend.named("interpreter").orElseThrow().compile(copy, options);
  }

  private static void miscompile(HloComputation computation) {
    for (HloInstruction old : List.copyOf(computation.instructions())) {
      if (old.opcode() == Opcode.FLOOR) {
        computation.replaceAllUses(
            old, computation.add("up", Opcode.CEIL, old.shape(), old.operands(), old.attributes()));
      }
    }
    computation.sortTopologically();
  }
}
