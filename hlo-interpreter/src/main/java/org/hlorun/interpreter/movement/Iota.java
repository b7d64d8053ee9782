package org.hlorun.interpreter.movement;

import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/** {@code iota}: every element is its own index along one dimension. */
final class Iota {
  private Iota() {}

  /** Integers wrap, floats are rounded, complex numbers get the index as their real part. */
  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayShape shape = instruction.shape().asArray();
    int dimension = Math.toIntExact(instruction.get(Attribute.IOTA_DIMENSION));
    long size = shape.dimension(dimension);
    ArrayLiteral result = evaluation.allocate(instruction);
    if (result.elementCount() == 0) {
      return result;
    }
    ArrayLiteral counter =
        evaluation.allocate(instruction, ArrayShape.of(shape.elementType(), size));
    evaluation.parallel(
        size,
        1 << 14,
        (start, end) -> {
          for (long i = start; i < end; i++) {
            counter.setLong(i, i);
          }
        });
    long[] view = new long[shape.rank()];
    view[dimension] = 1;
    StridedCopy.of(
            shape.elementType().byteSize(),
            shape.dimensions().toArray(),
            view,
            Strides.rowMajor(shape.dimensions()))
        .run(evaluation, counter.segment(), 0, result.segment(), 0);
    return result;
  }
}
