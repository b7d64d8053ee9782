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
final class PrintedNames {
  private final Map<HloComputation, String> computations = new HashMap<>();
  private final Map<HloInstruction, String> instructions = new HashMap<>();

  /** Names for a module; computations that async calls hide are not printed and take none. */
  PrintedNames(HloModule module, AsyncSugar async) {
    UniqueNames computationNames = new UniqueNames();
    UniqueNames instructionNames = new UniqueNames();
    for (HloComputation computation : module.computations()) {
      if (async.isHidden(computation)) {
        continue;
      }
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
  }

  String of(HloComputation computation) {
    return computations.getOrDefault(computation, computation.name());
  }

  String of(HloInstruction instruction) {
    return instructions.getOrDefault(instruction, instruction.name());
  }
}
