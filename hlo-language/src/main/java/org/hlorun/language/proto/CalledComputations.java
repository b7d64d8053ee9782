package org.hlorun.language.proto;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** The attributes that the list of called computations of a message stands for. */
final class CalledComputations {
  private CalledComputations() {}

  /** Puts the attributes of an opcode that name computations. */
  static void read(
      Opcode opcode,
      List<HloInstruction> operands,
      List<HloComputation> called,
      Attributes.Builder attributes) {
    List<Attribute<HloComputation>> roles = roles(opcode);
    switch (opcode) {
      case CONDITIONAL -> readConditional(operands, called, attributes);
      case CUSTOM_CALL -> {
        if (!called.isEmpty()) {
          attributes.put(Attribute.CALLED_COMPUTATIONS, List.copyOf(called));
        }
      }
      default -> {
        if (!roles.isEmpty()) {
          ProtoProblem.check(
              called.size() == roles.size(),
              "%s calls %d computations, but here are %d",
              opcode,
              roles.size(),
              called.size());
        }
        for (int i = 0; i < roles.size(); i++) {
          attributes.put(roles.get(i), called.get(i));
        }
      }
    }
  }

  /** What the called computations are to an opcode that has a fixed number of them. */
  private static List<Attribute<HloComputation>> roles(Opcode opcode) {
    return switch (opcode) {
      case WHILE -> List.of(Attribute.BODY, Attribute.CONDITION);
      case SELECT_AND_SCATTER -> List.of(Attribute.SELECT, Attribute.SCATTER);
      case FUSION, ASYNC_START -> List.of(Attribute.CALLS);
      case CONDITIONAL, CUSTOM_CALL -> List.of();
      default ->
          opcode.use(Attribute.TO_APPLY).isPresent() ? List.of(Attribute.TO_APPLY) : List.of();
    };
  }

  private static void readConditional(
      List<HloInstruction> operands, List<HloComputation> called, Attributes.Builder attributes) {
    ProtoProblem.check(
        operands.size() == called.size() + 1 && !called.isEmpty(),
        "expects one operand per branch, but has %d branches and %d operands behind the index",
        called.size(),
        operands.size() - 1);
    HloInstruction index = operands.getFirst();
    boolean onPred =
        index.shape().isScalar() && index.shape().asArray().elementType() == ElementType.PRED;
    if (onPred && called.size() == 2) {
      attributes.put(Attribute.TRUE_COMPUTATION, called.get(0));
      attributes.put(Attribute.FALSE_COMPUTATION, called.get(1));
    } else {
      attributes.put(Attribute.BRANCH_COMPUTATIONS, List.copyOf(called));
    }
  }

  /** The computations that an instruction calls, in the order of the wire. */
  static List<HloComputation> of(HloInstruction instruction) {
    List<HloComputation> called = new ArrayList<>();
    for (Attribute<HloComputation> role : roles(instruction.opcode())) {
      instruction.attributes().find(role).ifPresent(called::add);
    }
    return called.isEmpty() ? instruction.calledComputations() : called;
  }
}
