package org.hlorun.fusion.cleanup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Keeps one of several instructions that compute the same: of equal opcode, shape, attributes and
 * operands, without effects and control dependencies. Custom calls are left alone, and elided
 * constants, whose values are not known.
 */
public final class CommonSubexpressionElimination implements HloPass {
  @Override
  public String name() {
    return "common-subexpression-elimination";
  }

  @Override
  public boolean run(HloModule module) {
    Effects effects = new Effects();
    boolean changed = false;
    for (HloComputation computation : module.computations()) {
      changed |= run(computation, effects);
    }
    return changed;
  }

  private static boolean run(HloComputation computation, Effects effects) {
    Map<InstructionKey, HloInstruction> known = new HashMap<>();
    boolean changed = false;
    for (HloInstruction instruction : new ArrayList<>(computation.instructions())) {
      if (!isMergeable(instruction, effects)) {
        continue;
      }
      InstructionKey key = new InstructionKey(instruction, instruction.operands().toArray());
      HloInstruction first = known.putIfAbsent(key, instruction);
      if (first != null) {
        computation.replaceAllUses(instruction, first);
        computation.remove(instruction);
        changed = true;
      }
    }
    return changed;
  }

  private static boolean isMergeable(HloInstruction instruction, Effects effects) {
    return switch (instruction.opcode()) {
      case PARAMETER, CUSTOM_CALL, OPT_BARRIER, DOMAIN, ASYNC_START, ASYNC_UPDATE, ASYNC_DONE ->
          false;
      case CONSTANT -> !instruction.has(Attribute.ELIDED);
      case COPY_START, COPY_DONE -> false;
      default ->
          instruction.opcode() != Opcode.AFTER_ALL
              && !instruction.hasControlDependencies()
              && !effects.hasEffect(instruction);
    };
  }
}
