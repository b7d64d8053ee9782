package org.hlorun.interpreter.movement;

import java.util.List;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** {@code pad}: interior padding first, then the edges; negative edges crop. */
final class Pad {
  private Pad() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral operand = operands[0].asArray();
    ArrayLiteral value = operands[1].asArray();
    List<PaddingDimension> padding = instruction.get(Attribute.PADDING);
    ArrayLiteral result =
        RuntimeSizes.allocate(
            evaluation, instruction, d -> extent(padding.get(d), operand.sizes().get(d)));
    int elementBytes = operand.elementType().byteSize();
    long[] sizes = result.sizes().toArray();
    long[] resultStrides = Strides.rowMajor(result.shape().dimensions());
    StridedCopy.of(elementBytes, sizes, new long[sizes.length], resultStrides)
        .run(evaluation, value.segment(), 0, result.segment(), 0);

    long[] operandStrides = Strides.rowMajor(operand.shape().dimensions());
    long[] steps = new long[sizes.length];
    long from = 0;
    long to = 0;
    for (int d = 0; d < sizes.length; d++) {
      PaddingDimension pad = padding.get(d);
      long step = pad.interior() + 1;
      // Element i goes to low + i * step; those that fall outside the result are cropped.
      long first = pad.low() < 0 ? Math.ceilDiv(-pad.low(), step) : 0;
      long limit = Math.min(operand.sizes().get(d), Math.ceilDiv(sizes[d] - pad.low(), step));
      sizes[d] = Math.max(0, limit - first);
      from += first * operandStrides[d];
      to += (pad.low() + first * step) * resultStrides[d];
      steps[d] = step * resultStrides[d];
    }
    StridedCopy.of(elementBytes, sizes, operandStrides, steps)
        .run(evaluation, operand.segment(), from, result.segment(), to);
    return result;
  }

  private static long extent(PaddingDimension pad, long size) {
    return pad.low() + WindowDimension.dilated(size, pad.interior() + 1) + pad.high();
  }
}
