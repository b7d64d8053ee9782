package org.hlorun.fusion.cleanup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;

/**
 * Makes callers of equal computations call the same one, so that instructions which differ in their
 * callee's name only become equal. Computations with effects stay apart: devices meet in the
 * collectives of one computation.
 */
public final class ComputationDeduplication implements HloPass {
  /** A computation as a list of instructions, operands by position. */
  private record Key(List<InstructionKey> instructions, int root, String thread) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && root == key.root
          && thread.equals(key.thread)
          && instructions.equals(key.instructions);
    }

    @Override
    public int hashCode() {
      return 31 * instructions.hashCode() + root;
    }
  }

  @Override
  public String name() {
    return "computation-deduplication";
  }

  @Override
  public boolean run(HloModule module) {
    Set<HloComputation> fixed = wrapped(module);
    fixed.add(module.entry());
    Effects effects = new Effects();
    Map<Key, HloComputation> known = new HashMap<>();
    Map<HloComputation, HloComputation> kept = new HashMap<>();
    Set<HloComputation> unused = new HashSet<>();
    for (HloComputation computation : module.computations()) {
      if (!unused.isEmpty()) {
        redirect(computation, kept);
      }
      if (fixed.contains(computation) || effects.hasEffect(computation)) {
        continue;
      }
      HloComputation first = known.putIfAbsent(key(computation), computation);
      if (first != null) {
        kept.put(computation, first);
        unused.add(computation);
      }
    }
    module.removeAll(unused);
    return !unused.isEmpty();
  }

  private static void redirect(
      HloComputation computation, Map<HloComputation, HloComputation> kept) {
    for (HloInstruction instruction : computation.instructions()) {
      if (callsOneOf(instruction, kept.keySet())) {
        instruction.setAttributes(
            ModuleCloner.withCallees(
                instruction.attributes(), callee -> kept.getOrDefault(callee, callee)));
      }
    }
  }

  private static boolean callsOneOf(HloInstruction caller, Set<HloComputation> computations) {
    for (HloComputation callee : caller.calledComputations()) {
      if (computations.contains(callee)) {
        return true;
      }
    }
    return false;
  }

  /** Computations of asynchronous calls and fusions, which belong to one caller each. */
  private static Set<HloComputation> wrapped(HloModule module) {
    Set<HloComputation> wrapped = new HashSet<>();
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.ASYNC_START || instruction.opcode() == Opcode.FUSION) {
          wrapped.addAll(instruction.calledComputations());
        }
        if (instruction.has(Attribute.ELIDED) || !instruction.controlPredecessors().isEmpty()) {
          wrapped.add(computation);
        }
      }
    }
    return wrapped;
  }

  private static Key key(HloComputation computation) {
    Map<HloInstruction, Integer> positions = new HashMap<>();
    List<InstructionKey> keys = new ArrayList<>();
    for (HloInstruction instruction : computation.instructions()) {
      Object[] operands = new Object[instruction.operandCount()];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = positions.get(instruction.operand(i));
      }
      keys.add(new InstructionKey(instruction, operands));
      positions.put(instruction, positions.size());
    }
    return new Key(keys, positions.get(computation.root()), computation.executionThread());
  }
}
