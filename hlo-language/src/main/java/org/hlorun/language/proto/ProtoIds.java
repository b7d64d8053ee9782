package org.hlorun.language.proto;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/**
 * The ids of a module's computations and instructions: those noted when it was read, new ones for
 * what came later. A new instruction id has the computation's id in its upper half, so that it is
 * unique in the module, as older readers want it.
 */
final class ProtoIds {
  private final Map<HloComputation, Long> computations = new HashMap<>();
  private final Map<HloInstruction, Long> instructions = new HashMap<>();

  ProtoIds(HloModule module, ProtoNotes notes) {
    Set<Long> taken = new HashSet<>();
    for (HloComputation computation : module.computations()) {
      if (notes.of(computation) != null && taken.add(notes.of(computation).id())) {
        computations.put(computation, notes.of(computation).id());
      }
    }
    long next = 0;
    for (HloComputation computation : module.computations()) {
      if (!computations.containsKey(computation)) {
        while (!taken.add(next)) {
          next++;
        }
        computations.put(computation, next);
      }
      assign(computation, notes);
    }
  }

  private void assign(HloComputation computation, ProtoNotes notes) {
    Set<Long> taken = new HashSet<>();
    for (HloInstruction instruction : computation.instructions()) {
      if (notes.of(instruction) != null && taken.add(notes.of(instruction).id())) {
        instructions.put(instruction, notes.of(instruction).id());
      }
    }
    long next = computations.get(computation) << 32;
    for (HloInstruction instruction : computation.instructions()) {
      if (!instructions.containsKey(instruction)) {
        while (!taken.add(next)) {
          next++;
        }
        instructions.put(instruction, next);
      }
    }
  }

  long of(HloComputation computation) {
    return computations.get(computation);
  }

  long of(HloInstruction instruction) {
    return instructions.get(instruction);
  }
}
