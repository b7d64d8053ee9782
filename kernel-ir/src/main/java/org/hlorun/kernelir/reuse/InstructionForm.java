package org.hlorun.kernelir.reuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * All that lowering is told of an instruction: opcodes, shapes with layouts, attributes, what it
 * calls, and, of its surroundings, what {@link LoneInstruction} takes along. Names say nothing.
 * Instructions of equal forms have the same kernels.
 */
final class InstructionForm {
  private final List<Object> parts = new ArrayList<>();
  private int hash;

  private InstructionForm() {}

  /** The form of an instruction, and of its copy that stands alone. */
  static InstructionForm of(HloInstruction instruction) {
    InstructionForm form = new InstructionForm();
    form.instruction(instruction);
    for (int i = 0; i < instruction.operandCount(); i++) {
      HloInstruction operand = instruction.operand(i);
      form.number(instruction.operands().indexOf(operand));
      form.shape(operand.shape());
      form.parts.add(LoneInstruction.isConstant(operand) ? operand.get(Attribute.VALUE) : null);
    }
    form.parts.add(LoneInstruction.elementsRead(instruction));
    return form;
  }

  /** What an instruction is, operands aside. */
  private void instruction(HloInstruction instruction) {
    parts.add(instruction.opcode());
    hash = 31 * hash + instruction.opcode().ordinal();
    shape(instruction.shape());
    Attributes attributes = instruction.attributes();
    for (Attribute<?> attribute : attributes.keys()) {
      if (!attribute.isAnnotation()) {
        parts.add(attribute);
        attribute(attribute, attributes.find(attribute).orElseThrow());
      }
    }
  }

  private void attribute(Attribute<?> attribute, Object value) {
    switch (attribute.form()) {
      case COMPUTATION -> computation((HloComputation) value);
      case COMPUTATION_LIST -> {
        List<?> computations = (List<?>) value;
        number(computations.size());
        computations.forEach(each -> computation((HloComputation) each));
      }
      default -> parts.add(value);
    }
  }

  private void computation(HloComputation computation) {
    List<HloInstruction> instructions = computation.instructions();
    number(instructions.size());
    Map<HloInstruction, Integer> places = new HashMap<>();
    for (HloInstruction instruction : instructions) {
      places.put(instruction, places.size());
    }
    for (HloInstruction instruction : instructions) {
      instruction(instruction);
      number(instruction.operandCount());
      for (HloInstruction operand : instruction.operands()) {
        number(places.get(operand));
      }
    }
    number(places.get(computation.root()));
  }

  private void number(int number) {
    parts.add(number);
    hash = 31 * hash + number;
  }

  private void shape(Shape shape) {
    parts.add(shape);
    if (shape instanceof ArrayShape array) {
      for (int d = 0; d < array.rank(); d++) {
        hash = 31 * hash + Long.hashCode(array.dimension(d));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InstructionForm form && hash == form.hash && parts.equals(form.parts);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
