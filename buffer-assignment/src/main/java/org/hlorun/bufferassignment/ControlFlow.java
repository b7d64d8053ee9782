package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;

/** The computations whose instructions run one by one: the entry, and those control flow calls. */
public final class ControlFlow {
  private ControlFlow() {}

  /** The computations that an instruction runs; empty for all but control flow. */
  public static List<HloComputation> callees(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case WHILE -> List.of(instruction.get(Attribute.CONDITION), instruction.get(Attribute.BODY));
      case CONDITIONAL -> branches(instruction);
      case CALL -> List.of(instruction.get(Attribute.TO_APPLY));
      default -> List.of();
    };
  }

  /** The branches of a conditional; operand {@code i + 1} is the argument of branch {@code i}. */
  public static List<HloComputation> branches(HloInstruction conditional) {
    return conditional
        .find(Attribute.BRANCH_COMPUTATIONS)
        .orElseGet(
            () ->
                List.of(
                    conditional.get(Attribute.TRUE_COMPUTATION),
                    conditional.get(Attribute.FALSE_COMPUTATION)));
  }

  /** Makes copies so that every computation that control flow calls has one caller. */
  public static void separate(HloModule module) {
    Set<HloComputation> called = new HashSet<>();
    List<HloComputation> pending = new ArrayList<>(List.of(module.entry()));
    while (!pending.isEmpty()) {
      HloComputation computation = pending.removeLast();
      for (HloInstruction instruction : computation.instructions()) {
        if (callees(instruction).isEmpty()) {
          continue;
        }
        Map<HloComputation, HloComputation> own = new HashMap<>();
        instruction.setAttributes(
            ModuleCloner.withCallees(
                instruction.attributes(), callee -> single(module, callee, called, own)));
        pending.addAll(callees(instruction));
      }
    }
    sortComputations(module);
  }

  private static HloComputation single(
      HloModule module,
      HloComputation callee,
      Set<HloComputation> called,
      Map<HloComputation, HloComputation> own) {
    if (called.add(callee)) {
      return callee;
    }
    HloComputation copy =
        ModuleCloner.cloneComputation(callee, module, callee.name(), inner -> inner);
    called.add(copy);
    own.put(callee, copy);
    return copy;
  }

  /** Puts callees before callers. */
  private static void sortComputations(HloModule module) {
    List<HloComputation> order = new ArrayList<>();
    Set<HloComputation> placed = new HashSet<>();
    for (HloComputation computation : module.computations()) {
      place(computation, placed, order);
    }
    module.reorder(order);
  }

  private static void place(
      HloComputation computation, Set<HloComputation> placed, List<HloComputation> order) {
    if (placed.add(computation)) {
      for (HloInstruction instruction : computation.instructions()) {
        instruction.calledComputations().forEach(callee -> place(callee, placed, order));
      }
      order.add(computation);
    }
  }
}
