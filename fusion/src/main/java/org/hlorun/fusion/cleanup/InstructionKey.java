package org.hlorun.fusion.cleanup;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.Shape;

/**
 * What makes the value of an instruction: two instructions without effects whose keys are equal
 * have the same value.
 *
 * @param opcode the opcode
 * @param shape the shape with its layouts
 * @param operands what stands for the operands
 * @param attributes attributes that say something about the value
 * @param contents a sample of the elements of a constant, which spreads the hash
 */
record InstructionKey(
    Opcode opcode, Shape shape, List<?> operands, Attributes attributes, int contents) {

  /** Attributes that say nothing about the value. */
  private static final Set<Attribute<?>> SILENT =
      Set.of(
          Attribute.METADATA,
          Attribute.ORIGIN,
          Attribute.STATISTICS,
          Attribute.FRONTEND_ATTRIBUTES,
          Attribute.SHARDING,
          Attribute.BACKEND_CONFIG);

  private static final int SAMPLES = 64;

  /**
   * The key of an instruction.
   *
   * @param operand what stands for an operand
   * @param callee what stands for a called computation
   */
  static InstructionKey of(
      HloInstruction instruction,
      Function<HloInstruction, ?> operand,
      UnaryOperator<HloComputation> callee) {
    Attributes attributes = instruction.attributes();
    for (Attribute<?> attribute : SILENT) {
      attributes = attributes.without(attribute);
    }
    return new InstructionKey(
        instruction.opcode(),
        instruction.shape(),
        instruction.operands().stream().map(operand).toList(),
        ModuleCloner.withCallees(attributes, callee),
        instruction.attributes().find(Attribute.VALUE).orElse(null) instanceof ArrayLiteral value
            ? sample(value)
            : 0);
  }

  private static int sample(ArrayLiteral value) {
    long bytes = value.segment().byteSize();
    long step = Math.max(1, bytes / SAMPLES);
    int hash = 0;
    for (long i = 0; i < bytes; i += step) {
      hash = 31 * hash + value.segment().get(JAVA_BYTE, i);
    }
    return hash;
  }
}
