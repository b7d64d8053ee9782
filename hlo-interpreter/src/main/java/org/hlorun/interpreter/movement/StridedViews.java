package org.hlorun.interpreter.movement;

import java.util.List;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** The operations whose result is one strided view of the operand. */
final class StridedViews {
  private StridedViews() {}

  /** {@code result[i] = operand[i[dimensions[0]], i[dimensions[1]], ...]}. */
  static Literal broadcast(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    LongList dimensions = instruction.get(Attribute.DIMENSIONS);
    ArrayLiteral result =
        RuntimeSizes.allocate(
            evaluation,
            instruction,
            d ->
                dimensions.contains(d)
                    ? operand.sizes().get(dimensions.indexOf(d))
                    : instruction.shape().asArray().dimension(d));
    long[] operandStrides = Strides.rowMajor(operand.shape().dimensions());
    long[] view = new long[result.shape().rank()];
    for (int i = 0; i < operandStrides.length; i++) {
      view[dimensions.getInt(i)] = operandStrides[i];
    }
    return copy(operand, 0, view, result, evaluation);
  }

  /** Dimension {@code d} of the result is dimension {@code dimensions[d]} of the operand. */
  static Literal transpose(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    int[] dimensions = instruction.get(Attribute.DIMENSIONS).toIntArray();
    ArrayLiteral result =
        RuntimeSizes.allocate(evaluation, instruction, d -> operand.sizes().get(dimensions[d]));
    long[] strides = Strides.rowMajor(operand.shape().dimensions());
    return copy(operand, 0, Strides.select(strides, dimensions), result, evaluation);
  }

  /** The named dimensions run backwards, from the end of their real extent. */
  static Literal reverse(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    ArrayLiteral result = RuntimeSizes.allocate(evaluation, instruction, operand.sizes()::get);
    long[] view = Strides.rowMajor(operand.shape().dimensions());
    long offset = 0;
    for (int d : instruction.get(Attribute.DIMENSIONS).toIntArray()) {
      offset += (result.sizes().get(d) - 1) * view[d];
      view[d] = -view[d];
    }
    return copy(operand, offset, view, result, evaluation);
  }

  /** {@code result[i] = operand[start + i * stride]} up to the limit and the real extent. */
  static Literal slice(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    List<SliceRange> ranges = instruction.get(Attribute.SLICE);
    ArrayLiteral result =
        RuntimeSizes.allocate(
            evaluation, instruction, d -> extent(ranges.get(d), operand.sizes().get(d)));
    long[] view = Strides.rowMajor(operand.shape().dimensions());
    long offset = 0;
    for (int d = 0; d < view.length; d++) {
      offset += ranges.get(d).start() * view[d];
      view[d] *= ranges.get(d).stride();
    }
    return copy(operand, offset, view, result, evaluation);
  }

  private static long extent(SliceRange range, long realSize) {
    long limit = Math.min(range.limit(), realSize);
    return new SliceRange(range.start(), limit, range.stride()).size();
  }

  /** Fills the real extent of {@code result} from a view of {@code operand}. */
  private static ArrayLiteral copy(
      ArrayLiteral operand, long offset, long[] view, ArrayLiteral result, Evaluation evaluation) {
    StridedCopy.of(
            operand.elementType().byteSize(),
            result.sizes().toArray(),
            view,
            Strides.rowMajor(result.shape().dimensions()))
        .run(evaluation, operand.segment(), offset, result.segment(), 0);
    return result;
  }
}
