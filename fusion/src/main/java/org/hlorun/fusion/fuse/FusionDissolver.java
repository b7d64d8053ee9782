package org.hlorun.fusion.fuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;

/**
 * Puts the instructions of fusions back into the computations that call them: {@code fusion(x),
 * calls=f => f(x)}. Programs that another compiler has fused become ordinary again. Fusions that
 * others wait for by control dependencies stay.
 */
public final class FusionDissolver implements HloPass {
  @Override
  public String name() {
    return "fusion-dissolver";
  }

  @Override
  public boolean run(HloModule module) {
    Set<HloComputation> dissolved = new HashSet<>();
    for (HloComputation computation : List.copyOf(module.computations())) {
      boolean changed = false;
      for (HloInstruction instruction : List.copyOf(computation.instructions())) {
        if (instruction.opcode() == Opcode.FUSION && instruction.controlSuccessors().isEmpty()) {
          dissolved.add(instruction.get(Attribute.CALLS));
          dissolve(computation, instruction);
          changed = true;
        }
      }
      if (changed) {
        computation.sortTopologically();
      }
    }
    removeUncalled(module, dissolved);
    return !dissolved.isEmpty();
  }

  private static void dissolve(HloComputation computation, HloInstruction fusion) {
    HloComputation inside = fusion.get(Attribute.CALLS);
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    List<HloInstruction> parameters = inside.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      copies.put(parameters.get(i), fusion.operand(i));
    }
    for (HloInstruction member : inside.instructions()) {
      if (member.opcode() != Opcode.PARAMETER) {
        HloInstruction copy =
            ModuleCloner.copyInto(computation, member, copies, UnaryOperator.identity());
        copy.addControlPredecessors(fusion.controlPredecessors());
        copies.put(member, copy);
      }
    }
    HloInstruction result = copies.get(inside.root());
    computation.replaceAllUses(fusion, result);
    forwardElements(computation, result);
    computation.remove(fusion);
  }

  /** {@code get-tuple-element(tuple(a, b), 0) => a}, for fusions with several results. */
  private static void forwardElements(HloComputation computation, HloInstruction result) {
    if (result.opcode() != Opcode.TUPLE) {
      return;
    }
    for (HloInstruction user : List.copyOf(result.users())) {
      if (user.opcode() == Opcode.GET_TUPLE_ELEMENT && user.controlPredecessors().isEmpty()) {
        int index = Math.toIntExact(user.get(Attribute.INDEX));
        computation.replaceAllUses(user, result.operand(index));
        computation.remove(user);
      }
    }
    if (result.users().isEmpty() && !result.isRoot()) {
      computation.remove(result);
    }
  }

  private static void removeUncalled(HloModule module, Set<HloComputation> candidates) {
    Set<HloComputation> called = new HashSet<>();
    for (HloComputation computation : module.computations()) {
      computation.instructions().forEach(i -> called.addAll(i.calledComputations()));
    }
    for (HloComputation candidate : candidates) {
      if (!called.contains(candidate) && candidate != module.entry()) {
        module.remove(candidate);
      }
    }
  }
}
