package org.hlorun.language.printer;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/**
 * The names under which computations and instructions of a module are printed. Instruction names
 * are unique in their computation only, but in printed text they are unique in the module, as XLA
 * has it; where two computations use the same name, the later one's gets a numeric suffix.
 */
public final class PrintedNames {
  private final Map<HloComputation, String> computations = new HashMap<>();
  private final Map<HloInstruction, String> instructions = new HashMap<>();

  /** Names for a module; computations that async calls hide are not printed and come last. */
  PrintedNames(HloModule module, AsyncSugar async) {
    UniqueNames computationNames = new UniqueNames();
    UniqueNames instructionNames = new UniqueNames();
    for (boolean hidden : new boolean[] {false, true}) {
      for (HloComputation computation : module.computations()) {
        if (async.isHidden(computation) == hidden) {
          take(computation, computationNames, instructionNames);
        }
      }
    }
  }

  /** The names of a module, for other formats that want them unique. */
  public static PrintedNames of(HloModule module) {
    return new PrintedNames(module, new AsyncSugar(module));
  }

  private void take(
      HloComputation computation, UniqueNames computationNames, UniqueNames instructionNames) {
    String name = computationNames.take(computation.name());
    if (!name.equals(computation.name())) {
      computations.put(computation, name);
    }
    for (HloInstruction instruction : computation.instructions()) {
      String printed = instructionNames.take(instruction.name());
      if (!printed.equals(instruction.name())) {
        instructions.put(instruction, printed);
      }
    }
  }

  /** The name of a computation. */
  public String of(HloComputation computation) {
    return computations.getOrDefault(computation, computation.name());
  }

  /** The name of an instruction. */
  public String of(HloInstruction instruction) {
    return instructions.getOrDefault(instruction, instruction.name());
  }
}
