package org.hlorun.conformance.metamorphic;

import java.util.Random;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** Swaps operands of commutative instructions: {@code a + b = b + a}. */
final class OperandSwap {
  private OperandSwap() {}

  static void apply(HloModule module, Random random) {
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (isCommutative(instruction) && random.nextBoolean()) {
          HloInstruction left = instruction.operand(0);
          instruction.replaceOperand(0, instruction.operand(1));
          instruction.replaceOperand(1, left);
        }
      }
    }
  }

  private static boolean isCommutative(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case ADD, MULTIPLY, MAXIMUM, MINIMUM, AND, OR, XOR, MULHI -> true;
      case COMPARE -> {
        ComparisonDirection direction = instruction.get(Attribute.DIRECTION);
        yield direction == ComparisonDirection.EQ || direction == ComparisonDirection.NE;
      }
      default -> false;
    };
  }
}
