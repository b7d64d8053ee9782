package org.hlorun.interpreter.movement;

import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** {@code concatenate}: the real extents of the operands, one behind the other. */
final class Concatenate {
  private Concatenate() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    ArrayLiteral result =
        RuntimeSizes.allocate(
            evaluation,
            instruction,
            d -> d == dimension ? total(operands, d) : operands[0].asArray().sizes().get(d));
    long[] resultStrides = Strides.rowMajor(result.shape().dimensions());
    long position = 0;
    for (Literal literal : operands) {
      ArrayLiteral operand = literal.asArray();
      StridedCopy.of(
              operand.elementType().byteSize(),
              operand.sizes().toArray(),
              Strides.rowMajor(operand.shape().dimensions()),
              resultStrides)
          .run(
              evaluation,
              operand.segment(),
              0,
              result.segment(),
              position * resultStrides[dimension]);
      position += operand.sizes().get(dimension);
    }
    return result;
  }

  private static long total(Literal[] operands, int dimension) {
    long total = 0;
    for (Literal operand : operands) {
      total += operand.asArray().sizes().get(dimension);
    }
    return total;
  }
}
