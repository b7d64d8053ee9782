package org.hlorun.fusion.simplify;

import org.hlorun.fusion.rewrite.ElementTypes;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Conversions and what takes numbers apart, all exact. {@code A} holds every value of {@code B}
 * where the detour goes through {@code A}:
 *
 * <pre>
 * convert(x) to its own type => x
 * convert(convert(x from B to A) to C) => convert(x to C)
 * bitcast-convert(x) to its own type => x
 * bitcast-convert(bitcast-convert(x)) => bitcast-convert(x), if no width changes
 * real(complex(a, b)) => a      imag(complex(a, b)) => b      complex(real(z), imag(z)) => z
 * copy(x) => x
 * </pre>
 */
public final class ConversionChains extends InstructionPass {
  public ConversionChains() {
    super(
        Opcode.CONVERT,
        Opcode.BITCAST_CONVERT,
        Opcode.REAL,
        Opcode.IMAG,
        Opcode.COMPLEX,
        Opcode.COPY);
  }

  @Override
  public String name() {
    return "conversion-chains";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (instruction.operandCount() == 0) {
      return null;
    }
    HloInstruction operand = instruction.operand(0);
    return switch (instruction.opcode()) {
      case CONVERT -> convert(instruction, operand);
      case BITCAST_CONVERT -> bitcastConvert(instruction, operand);
      case REAL -> part(instruction, operand, 0);
      case IMAG -> part(instruction, operand, 1);
      case COMPLEX -> complex(operand, instruction.operand(1));
      case COPY -> operand;
      default -> null;
    };
  }

  private static HloInstruction convert(HloInstruction instruction, HloInstruction operand) {
    if (operand.shape().equals(instruction.shape())) {
      return operand;
    }
    if (operand.opcode() != Opcode.CONVERT
        || !ElementTypes.holds(type(operand), type(operand.operand(0)))) {
      return null;
    }
    HloInstruction source = operand.operand(0);
    return source.shape().equals(instruction.shape())
        ? source
        : new InstructionBuilder(instruction).convert(source, type(instruction));
  }

  private static HloInstruction bitcastConvert(HloInstruction instruction, HloInstruction operand) {
    if (operand.shape().equals(instruction.shape())) {
      return operand;
    }
    if (operand.opcode() != Opcode.BITCAST_CONVERT) {
      return null;
    }
    HloInstruction source = operand.operand(0);
    ArrayShape shape = source.shape().asArray();
    if (shape.rank() != operand.shape().asArray().rank()
        || shape.rank() != instruction.shape().asArray().rank()) {
      return null;
    }
    return shape.equals(instruction.shape())
        ? source
        : new InstructionBuilder(instruction)
            .add(Opcode.BITCAST_CONVERT, instruction.shape(), source);
  }

  private static HloInstruction part(
      HloInstruction instruction, HloInstruction operand, int number) {
    return operand.opcode() == Opcode.COMPLEX
            && operand.operand(number).shape().equals(instruction.shape())
        ? operand.operand(number)
        : null;
  }

  private static HloInstruction complex(HloInstruction real, HloInstruction imaginary) {
    return real.opcode() == Opcode.REAL
            && imaginary.opcode() == Opcode.IMAG
            && real.operand(0) == imaginary.operand(0)
            && type(real.operand(0)).isComplex()
        ? real.operand(0)
        : null;
  }

  private static ElementType type(HloInstruction instruction) {
    return instruction.shape().asArray().elementType();
  }
}
