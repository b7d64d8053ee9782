package org.hlorun.interpreter.movement;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/** {@code get-dimension-size} and {@code set-dimension-size}. */
final class DimensionSizes {
  private DimensionSizes() {}

  /** The real extent of a dimension. */
  static Literal get(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral result = evaluation.allocate(instruction);
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    result.setLong(0, operands[0].asArray().sizes().get(dimension));
    return result;
  }

  /** The operand's memory with another real extent of one dimension. */
  static Literal set(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    ArrayShape shape = instruction.shape().asArray();
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    long size = operands[1].asArray().getLong(0);
    check(instruction, size, shape.dimension(dimension));
    ArrayLiteral result = operand.withShape(shape);
    return shape.isDynamic(dimension)
        ? result.withSizes(operand.sizes().with(dimension, size))
        : result;
  }

  /** Refuses runtime sizes below 0 or above the bound. */
  static void check(HloInstruction instruction, long size, long bound) {
    if (size < 0 || size > bound) {
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "%s %s sets a runtime size of %d, but the dimension holds 0 to %d elements"
              .formatted(instruction.opcode(), instruction.name(), size, bound),
          null);
    }
  }
}
