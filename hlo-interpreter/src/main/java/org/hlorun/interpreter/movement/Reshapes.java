package org.hlorun.interpreter.movement;

import java.util.function.IntToLongFunction;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/** {@code reshape} and {@code dynamic-reshape}: the same elements in row-major order. */
final class Reshapes {
  private Reshapes() {}

  /** Shares the operand's memory unless elements beyond the real extent have to be squeezed out. */
  static Literal reshape(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    ArrayShape shape = instruction.shape().asArray();
    if (!operand.isPartial() || !shape.hasDynamicDimensions()) {
      return ArrayLiteral.of(shape, operand.segment());
    }
    int inferred = Math.toIntExact(instruction.get(Attribute.INFERRED_DIMENSION));
    long[] sizes = ReshapedSizes.of(operand, shape, inferred);
    return compact(instruction, operand, d -> sizes[d], evaluation);
  }

  /** The runtime sizes come as operands. */
  static Literal dynamicReshape(
      HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayShape shape = instruction.shape().asArray();
    for (int d = 0; d < shape.rank(); d++) {
      DimensionSizes.check(instruction, operands[1 + d].asArray().getLong(0), shape.dimension(d));
    }
    return compact(
        instruction, operands[0].asArray(), d -> operands[1 + d].asArray().getLong(0), evaluation);
  }

  private static ArrayLiteral compact(
      HloInstruction instruction,
      ArrayLiteral operand,
      IntToLongFunction extent,
      Evaluation evaluation) {
    ArrayLiteral result = RuntimeSizes.allocate(evaluation, instruction, extent);
    long[] from = operand.sizes().toArray();
    long[] to = result.sizes().toArray();
    if (Strides.count(from) != Strides.count(to)) {
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "%s %s has to make [%s] of [%s]: the numbers of elements differ"
              .formatted(instruction.opcode(), instruction.name(), result.sizes(), operand.sizes()),
          null);
    }
    IndexWalk source = new IndexWalk(from, Strides.rowMajor(operand.shape().dimensions()));
    IndexWalk target = new IndexWalk(to, Strides.rowMajor(result.shape().dimensions()));
    StridedCopy element =
        StridedCopy.of(operand.elementType().byteSize(), new long[0], new long[0], new long[0]);
    for (long i = 0; i < source.count(); i++) {
      element.run(operand.segment(), source.offset(0), result.segment(), target.offset(0));
      source.next();
      target.next();
      if (i % 4096 == 0) {
        evaluation.poll();
      }
    }
    return result;
  }
}
