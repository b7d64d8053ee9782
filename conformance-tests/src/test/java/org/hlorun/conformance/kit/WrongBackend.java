package org.hlorun.conformance.kit;

import java.util.List;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.verifier.HloVerifier;

/** The reference with a mistake: instructions are replaced by others before the program runs. */
public final class WrongBackend implements Backend {
  /** How an instruction is replaced. */
  @FunctionalInterface
  public interface Mistake {
    /** What stands in for an instruction; null where there is no mistake. */
    HloInstruction replacement(HloInstruction instruction, InstructionBuilder builder);
  }

  private final String name;
  private final List<Opcode> opcodes;
  private final Mistake mistake;

  /**
   * @param opcodes what the mistake may replace
   */
  public WrongBackend(String name, List<Opcode> opcodes, Mistake mistake) {
    this.name = name;
    this.opcodes = opcodes;
    this.mistake = mistake;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    HloModule copy = ModuleCloner.clone(module);
    for (HloComputation computation : copy.computations()) {
      for (HloInstruction instruction : List.copyOf(computation.instructions())) {
        if (opcodes.contains(instruction.opcode())) {
          replace(computation, instruction);
        }
      }
      computation.sortTopologically();
    }
    HloVerifier.verify(copy);
    return Runs.backend("interpreter").compile(copy, options);
  }

  private void replace(HloComputation computation, HloInstruction instruction) {
    HloInstruction replacement =
        mistake.replacement(instruction, new InstructionBuilder(instruction));
    if (replacement != null) {
      computation.replaceAllUses(instruction, replacement);
    }
  }
}
