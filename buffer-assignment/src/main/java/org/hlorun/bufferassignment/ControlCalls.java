package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/** Which computations run by themselves, and from where. */
public final class ControlCalls {
  private ControlCalls() {}

  /** Whether an instruction hands control to computations that have buffers of their own. */
  public static boolean isControl(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case WHILE, CONDITIONAL, CALL -> true;
      default -> false;
    };
  }

  /** The branches of a conditional, the first one first. */
  public static List<HloComputation> branches(HloInstruction conditional) {
    Optional<List<HloComputation>> list = conditional.find(Attribute.BRANCH_COMPUTATIONS);
    return list.orElseGet(
        () ->
            List.of(
                conditional.get(Attribute.TRUE_COMPUTATION),
                conditional.get(Attribute.FALSE_COMPUTATION)));
  }

  /** The computations that a control instruction runs, in the order of the timeline. */
  public static List<HloComputation> callees(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case WHILE -> List.of(instruction.get(Attribute.CONDITION), instruction.get(Attribute.BODY));
      case CONDITIONAL -> branches(instruction);
      case CALL -> List.of(instruction.get(Attribute.TO_APPLY));
      default -> List.of();
    };
  }

  /** The entry computation and all that control reaches from it, callees before callers. */
  static List<HloComputation> controlComputations(HloModule module) {
    Set<HloComputation> found = new LinkedHashSet<>();
    visit(module.entry(), found);
    return new ArrayList<>(found);
  }

  private static void visit(HloComputation computation, Set<HloComputation> found) {
    if (found.contains(computation)) {
      return;
    }
    for (HloInstruction instruction : computation.instructions()) {
      callees(instruction).forEach(callee -> visit(callee, found));
    }
    found.add(computation);
  }

  /**
   * Whether the value of an instruction is made of its operands' memory: nothing is computed, and
   * nothing is written.
   */
  public static boolean isAlias(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case TUPLE, GET_TUPLE_ELEMENT, OPT_BARRIER, DOMAIN, ADD_DEPENDENCY -> true;
      case BITCAST, RESHAPE -> sameBytes(instruction);
      default -> false;
    };
  }

  private static boolean sameBytes(HloInstruction instruction) {
    return instruction.shape().isArray()
        && instruction.operand(0).shape().isArray()
        && Leaves.byteSize(instruction, instruction.shape())
            == Leaves.byteSize(instruction, instruction.operand(0).shape());
  }

  /** Whether this is the tuple that only names the parts of a computation's result. */
  static boolean isDeadTuple(HloInstruction instruction) {
    return (instruction.opcode() == Opcode.TUPLE
            || instruction.opcode() == Opcode.GET_TUPLE_ELEMENT)
        && instruction.users().isEmpty()
        && !instruction.isRoot()
        && instruction.controlSuccessors().isEmpty()
        && instruction.controlPredecessors().isEmpty();
  }
}
