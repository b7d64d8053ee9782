package org.hlorun.fusion.cleanup;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.util.Arrays;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/**
 * What makes the value of an instruction: opcode, shape, operands, and the attributes that say
 * something about the value. Two instructions without effects whose keys are equal have the same
 * value.
 */
final class InstructionKey {
  /** How many bytes of a constant go into the hash code. */
  private static final int SAMPLES = 64;

  private final HloInstruction instruction;
  private final Object[] operands;
  private final int hash;

  /**
   * @param operands what stands for the operands
   */
  InstructionKey(HloInstruction instruction, Object... operands) {
    this.instruction = instruction;
    this.operands = operands;
    int code = 31 * instruction.opcode().ordinal() + Arrays.hashCode(operands);
    if (instruction.shape() instanceof ArrayShape array) {
      code = 31 * code + array.dimensions().hashCode();
    }
    for (Attribute<?> attribute : instruction.attributes().keys()) {
      if (!attribute.isAnnotation()) {
        Object value = instruction.attributes().find(attribute).orElseThrow();
        code += value instanceof Literal literal ? sample(literal) : value.hashCode();
      }
    }
    this.hash = code;
  }

  private static int sample(Literal literal) {
    int code = 0;
    if (literal instanceof ArrayLiteral value) {
      long bytes = value.segment().byteSize();
      long step = Math.max(1, bytes / SAMPLES);
      for (long i = 0; i < bytes; i += step) {
        code = 31 * code + value.segment().get(JAVA_BYTE, i);
      }
    }
    return code;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InstructionKey key
        && hash == key.hash
        && instruction.opcode() == key.instruction.opcode()
        && Arrays.equals(operands, key.operands)
        && instruction.shape().equals(key.instruction.shape())
        && includes(instruction.attributes(), key.instruction.attributes())
        && includes(key.instruction.attributes(), instruction.attributes());
  }

  /** Whether {@code some} has what {@code all} says about the value. */
  private static boolean includes(Attributes some, Attributes all) {
    for (Attribute<?> attribute : all.keys()) {
      if (!attribute.isAnnotation() && !some.find(attribute).equals(all.find(attribute))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
