package org.hlorun.kernelir.reuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * A copy of an instruction that is all of its program, so that lowering sees nothing of the program
 * but what {@link InstructionForm} is made of: which operands are the same value, their shapes, the
 * values of those that are constants, and which elements of a tuple are read.
 */
final class LoneInstruction {
  /** Stands for all elements of a tuple, and for what is no tuple. */
  private static final Set<Long> WHOLE = Set.of(-1L);

  private LoneInstruction() {}

  /** Whether an operand is a constant: lowering may look at its value, or that there is one. */
  static boolean isConstant(HloInstruction operand) {
    return operand.opcode() == Opcode.CONSTANT && operand.has(Attribute.VALUE);
  }

  /** The elements that are read of a tuple one by one, if nothing else is. */
  static Set<Long> elementsRead(HloInstruction instruction) {
    if (!instruction.shape().isTuple() || instruction.isRoot() || instruction.users().isEmpty()) {
      return WHOLE;
    }
    Set<Long> elements = new TreeSet<>();
    for (HloInstruction user : instruction.users()) {
      if (user.opcode() != Opcode.GET_TUPLE_ELEMENT) {
        return WHOLE;
      }
      elements.add(user.get(Attribute.INDEX));
    }
    return elements;
  }

  /** The copy; it shares the computations that the instruction calls. */
  static HloInstruction of(HloInstruction instruction) {
    HloComputation program = new HloModule("lone").addComputation("lone");
    Map<HloInstruction, HloInstruction> operands = new HashMap<>();
    List<HloInstruction> copies = new ArrayList<>();
    for (HloInstruction operand : instruction.operands()) {
      copies.add(operands.computeIfAbsent(operand, each -> operand(each, program)));
    }
    HloInstruction copy =
        program.add(
            "lone",
            instruction.opcode(),
            instruction.shape(),
            copies,
            instruction.attributes().withoutAnnotations());
    program.setRoot(copy);
    Set<Long> elements = elementsRead(instruction);
    if (!elements.equals(WHOLE)) {
      for (long element : elements) {
        program.setRoot(
            program.add(
                "element",
                Opcode.GET_TUPLE_ELEMENT,
                instruction.shape().asTuple().element(Math.toIntExact(element)),
                List.of(copy),
                Attributes.of(Attribute.INDEX, element)));
      }
    }
    return copy;
  }

  private static HloInstruction operand(HloInstruction operand, HloComputation program) {
    return isConstant(operand)
        ? program.add(
            "constant",
            Opcode.CONSTANT,
            operand.shape(),
            List.of(),
            Attributes.of(Attribute.VALUE, operand.get(Attribute.VALUE)))
        : program.add(
            "operand",
            Opcode.PARAMETER,
            operand.shape(),
            List.of(),
            Attributes.of(
                Attribute.PARAMETER_NUMBER, (long) program.parameterInstructions().size()));
  }
}
