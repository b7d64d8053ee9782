package org.hlorun.interpreter.nodes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/**
 * Where a frame of a computation keeps the instructions' values, and after which instruction each
 * is dead.
 */
final class Slots {
  private final Map<HloInstruction, Integer> slot = new HashMap<>();
  private final Map<HloInstruction, List<Integer>> lastUses = new HashMap<>();

  Slots(HloComputation computation) {
    Map<HloInstruction, HloInstruction> lastUser = new HashMap<>();
    for (HloInstruction instruction : computation.instructions()) {
      slot.put(instruction, slot.size());
      lastUser.put(instruction, instruction);
      for (HloInstruction operand : instruction.operands()) {
        lastUser.put(operand, instruction);
      }
    }
    lastUser.forEach(
        (value, user) -> {
          if (value != computation.root()) {
            lastUses.computeIfAbsent(user, u -> new ArrayList<>()).add(slot.get(value));
          }
        });
  }

  int count() {
    return slot.size();
  }

  int of(HloInstruction instruction) {
    return slot.get(instruction);
  }

  int[] ofOperands(HloInstruction instruction) {
    int[] slots = new int[instruction.operandCount()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = of(instruction.operand(i));
    }
    return slots;
  }

  int[] lastUsedBy(HloInstruction instruction) {
    List<Integer> dead = lastUses.getOrDefault(instruction, List.of());
    int[] slots = new int[dead.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = dead.get(i);
    }
    return slots;
  }
}
