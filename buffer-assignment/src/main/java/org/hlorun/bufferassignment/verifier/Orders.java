package org.hlorun.bufferassignment.verifier;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/** Whether schedules are orders in which every instruction finds what it needs. */
final class Orders {
  private Orders() {}

  static List<String> problems(BufferAssignment assignment) {
    List<String> problems = new ArrayList<>();
    for (HloComputation computation : assignment.schedule().computations()) {
      List<HloInstruction> order = assignment.schedule().order(computation);
      Set<HloInstruction> done = new HashSet<>();
      for (HloInstruction instruction : order) {
        if (!done.containsAll(instruction.operands())
            || !done.containsAll(instruction.controlPredecessors())) {
          problems.add(
              "%s of %s runs before something it needs"
                  .formatted(instruction.name(), computation.name()));
        }
        if (!done.add(instruction)) {
          problems.add("%s runs twice".formatted(instruction.name()));
        }
      }
      if (!done.equals(new HashSet<>(computation.instructions()))) {
        problems.add("the order of %s is not all of it".formatted(computation.name()));
      }
    }
    return problems;
  }
}
