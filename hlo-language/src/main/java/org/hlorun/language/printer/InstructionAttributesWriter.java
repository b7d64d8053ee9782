package org.hlorun.language.printer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/**
 * Writes the attributes of an instruction: its opcode's own in the order of the table, the called
 * computations, then those that every instruction takes.
 */
final class InstructionAttributesWriter {
  private final PrintContext context;
  private final TextOutput out;
  private final PrintForm form;
  private final AttributeWriter values;
  private final CalledComputationWriter called;

  InstructionAttributesWriter(PrintContext context, ComputationWriter computations) {
    this.context = context;
    this.out = context.out();
    this.form = context.form();
    this.values = new AttributeWriter(out, form);
    this.called = new CalledComputationWriter(context, computations);
  }

  void write(HloInstruction instruction, int indent) {
    Optional<HloInstruction> wrapped =
        instruction.opcode() == Opcode.ASYNC_START
            ? context.async().wrapped(instruction)
            : Optional.empty();
    if (wrapped.isPresent()) {
      writeSugared(instruction, wrapped.get(), indent);
    } else {
      writeOwn(instruction);
      called.write(instruction, indent);
      writeIfSet(instruction, Attribute.SHARDING);
      writeIfSet(instruction, Attribute.FRONTEND_ATTRIBUTES);
      writeControlPredecessors(instruction);
      writeIfSet(instruction, Attribute.STATISTICS);
      writeIfSet(instruction, Attribute.RESULT_ACCURACY);
    }
    writeIfSet(instruction, Attribute.ORIGIN);
    if (form.metadata()) {
      writeIfSet(instruction, Attribute.METADATA);
    }
    if (form.backendConfig()) {
      writeEither(instruction, wrapped.orElse(instruction), Attribute.BACKEND_CONFIG);
    }
  }

  /**
   * Writes what a start says for itself and for the instruction it starts. What both may have is
   * written once, where the wrapped instruction's attributes stand.
   */
  private void writeSugared(HloInstruction start, HloInstruction wrapped, int indent) {
    writeUse(start, Attribute.ASYNC_EXECUTION_THREAD);
    writeOwn(wrapped);
    called.write(wrapped, indent);
    writeEither(start, wrapped, Attribute.FRONTEND_ATTRIBUTES);
    writeEither(start, wrapped, Attribute.STATISTICS);
    writeIfSet(wrapped, Attribute.RESULT_ACCURACY);
    if (!wrapped.has(Attribute.OUTPUT_TO_OPERAND_ALIASING)) {
      writeUse(start, Attribute.OUTPUT_TO_OPERAND_ALIASING);
    }
    if (form.canonicalNames()) {
      called.write(start, indent);
    }
    writeIfSet(start, Attribute.SHARDING);
    writeControlPredecessors(start);
  }

  /** Writes the opcode's own attributes but for called computations and the accuracy. */
  private void writeOwn(HloInstruction instruction) {
    for (AttributeUse use : instruction.opcode().attributes()) {
      boolean elsewhere =
          switch (use.attribute().form()) {
            case OPERAND_POSITION, COMPUTATION, COMPUTATION_LIST, RESULT_ACCURACY -> true;
            default -> use.attribute() == Attribute.IS_COMPOSITE;
          };
      if (!elsewhere) {
        writeUse(instruction, use);
      }
    }
  }

  private void writeUse(HloInstruction instruction, Attribute<?> attribute) {
    instruction.opcode().use(attribute).ifPresent(use -> writeUse(instruction, use));
  }

  private void writeUse(HloInstruction instruction, AttributeUse use) {
    Object value = value(instruction, use.attribute());
    boolean shown =
        switch (use.print()) {
          case ALWAYS -> true;
          case IF_SET -> value != null && !AttributeWriter.isVacuous(use.attribute(), value);
          case IF_NOT_DEFAULT -> value != null && !isDefault(use, value);
          case NEVER -> false;
        };
    if (shown && value != null && !isImplied(instruction, use.attribute(), value)) {
      values.write(use.attribute(), value, instruction.shape());
    }
  }

  private static Object value(HloInstruction instruction, Attribute<?> attribute) {
    if (attribute == Attribute.OUTFEED_SHAPE && !instruction.has(attribute)) {
      return instruction.operandCount() > 0 ? instruction.operand(0).shape() : null;
    }
    return instruction.find(attribute).orElse(null);
  }

  private static boolean isDefault(AttributeUse use, Object value) {
    return value.equals(use.defaultValue()) || (value instanceof List<?> list && list.isEmpty());
  }

  /** Whether a comparison's type is the one that the operands' element type implies. */
  private static boolean isImplied(
      HloInstruction instruction, Attribute<?> attribute, Object value) {
    if (attribute != Attribute.COMPARISON_TYPE
        || instruction.operandCount() == 0
        || !instruction.operand(0).shape().isArray()) {
      return false;
    }
    ElementType type = instruction.operand(0).shape().asArray().elementType();
    ComparisonType implied =
        switch (type.kind()) {
          case FLOAT, COMPLEX -> ComparisonType.FLOAT;
          case SIGNED -> ComparisonType.SIGNED;
          case UNSIGNED, PRED -> ComparisonType.UNSIGNED;
        };
    return value == implied;
  }

  private void writeIfSet(HloInstruction instruction, Attribute<?> attribute) {
    instruction
        .attributes()
        .find(attribute)
        .filter(value -> !AttributeWriter.isVacuous(attribute, value))
        .ifPresent(value -> values.write(attribute, value, instruction.shape()));
  }

  /** Writes the attribute of the first of two instructions that has it. */
  private void writeEither(HloInstruction first, HloInstruction second, Attribute<?> attribute) {
    writeIfSet(first.has(attribute) ? first : second, attribute);
  }

  private void writeControlPredecessors(HloInstruction instruction) {
    if (!form.controlDependencies() || instruction.controlPredecessors().isEmpty()) {
      return;
    }
    out.append(
        instruction.controlPredecessors().stream()
            .map(context::name)
            .collect(Collectors.joining(", ", ", control-predecessors={", "}")));
  }
}
