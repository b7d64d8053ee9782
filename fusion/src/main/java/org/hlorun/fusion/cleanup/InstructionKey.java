package org.hlorun.fusion.cleanup;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * What makes the value of an instruction: opcode, shape, operands, and the attributes that say
 * something about the value. Two instructions without effects whose keys are equal have the same
 * value.
 */
final class InstructionKey {
  /** Attributes that say nothing about the value. */
  private static final Set<Attribute<?>> SILENT =
      Set.of(
          Attribute.METADATA,
          Attribute.ORIGIN,
          Attribute.STATISTICS,
          Attribute.FRONTEND_ATTRIBUTES,
          Attribute.SHARDING,
          Attribute.BACKEND_CONFIG);

  /** How many bytes of a constant go into the hash code. */
  private static final int SAMPLES = 64;

  private final HloInstruction instruction;
  private final List<?> operands;
  private final int hash;

  /**
   * @param operands what stands for the operands
   */
  InstructionKey(HloInstruction instruction, List<?> operands) {
    this.instruction = instruction;
    this.operands = operands;
    int code = 31 * instruction.opcode().ordinal() + operands.hashCode();
    for (Attribute<?> attribute : instruction.attributes().keys()) {
      if (!SILENT.contains(attribute)) {
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
        && operands.equals(key.operands)
        && instruction.shape().equals(key.instruction.shape())
        && includes(instruction.attributes(), key.instruction.attributes())
        && includes(key.instruction.attributes(), instruction.attributes());
  }

  /** Whether {@code some} has what {@code all} says about the value. */
  private static boolean includes(Attributes some, Attributes all) {
    for (Attribute<?> attribute : all.keys()) {
      if (!SILENT.contains(attribute) && !some.find(attribute).equals(all.find(attribute))) {
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
