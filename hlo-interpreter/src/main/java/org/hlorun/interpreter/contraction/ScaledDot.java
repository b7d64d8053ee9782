package org.hlorun.interpreter.contraction;

import java.util.stream.LongStream;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * {@code scaled-dot}: the dot of two operands whose elements are first multiplied by the scale of
 * their block and rounded to the result's element type. A scale has the operand's rank and
 * dimensions that divide the operand's, or is a scalar.
 */
final class ScaledDot {
  private ScaledDot() {}

  static Literal evaluate(HloInstruction dot, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral left = scale(dot, operands[0].asArray(), operands[2].asArray(), evaluation);
    ArrayLiteral right = scale(dot, operands[1].asArray(), operands[3].asArray(), evaluation);
    return Dot.multiply(DotDimensions.of(dot), left, right, evaluation.zeros(dot), evaluation);
  }

  private static ArrayLiteral scale(
      HloInstruction dot, ArrayLiteral operand, ArrayLiteral scale, Evaluation evaluation) {
    ElementType type = dot.shape().asArray().elementType();
    LongList dimensions = operand.shape().dimensions();
    long[] blockSizes = blockSizes(dot, dimensions, scale.shape().dimensions());
    long[] scaleStrides = StridedSpace.rowMajorStrides(scale.shape().dimensions());
    ArrayLiteral scaled = evaluation.allocate(dot, operand.shape().withElementType(type));
    evaluation.parallel(
        operand.elementCount(),
        1 << 14,
        (start, end) -> {
          for (long i = start; i < end; i++) {
            long scaleIndex = scaleIndex(i, dimensions, blockSizes, scaleStrides);
            multiply(operand, i, scale, scaleIndex, scaled);
          }
        });
    return operand.isPartial() ? scaled.withSizes(operand.sizes()) : scaled;
  }

  /** Products of integers wrap, as in {@code multiply}; all others are rounded once. */
  private static void multiply(
      ArrayLiteral operand, long i, ArrayLiteral scale, long scaleIndex, ArrayLiteral scaled) {
    double re = operand.getDouble(i);
    double scaleRe = scale.getDouble(scaleIndex);
    if (isWhole(operand) && isWhole(scale)) {
      scaled.setLong(i, operand.getLong(i) * scale.getLong(scaleIndex));
    } else if (scaled.elementType().isComplex()) {
      double im = operand.getImaginary(i);
      double scaleIm = scale.getImaginary(scaleIndex);
      scaled.setComplex(i, re * scaleRe - im * scaleIm, re * scaleIm + im * scaleRe);
    } else {
      scaled.setDouble(i, re * scaleRe);
    }
  }

  private static boolean isWhole(ArrayLiteral array) {
    return array.elementType().isInteger() || array.elementType().isPred();
  }

  /** Elements per scale in every dimension; empty for a scalar. */
  private static long[] blockSizes(
      HloInstruction dot, LongList dimensions, LongList scaleDimensions) {
    boolean divides =
        scaleDimensions.isEmpty()
            || (scaleDimensions.size() == dimensions.size()
                && dimensions
                    .indices()
                    .allMatch(d -> isBlocked(dimensions.get(d), scaleDimensions.get(d))));
    if (!divides) {
      throw HloException.of(
          DiagnosticCode.INVARIANT,
          "%s %s: the dimensions {%s} of a scale do not divide those of its operand, {%s}."
              .formatted(dot.opcode(), dot.name(), scaleDimensions, dimensions),
          "give the scale the operand's rank, each of its dimensions dividing the operand's, or"
              + " make it a scalar");
    }
    return LongStream.range(0, scaleDimensions.size())
        .map(d -> dimensions.get((int) d) / Math.max(1, scaleDimensions.get((int) d)))
        .toArray();
  }

  private static boolean isBlocked(long size, long scales) {
    return scales == 0 ? size == 0 : size % scales == 0;
  }

  private static long scaleIndex(
      long index, LongList dimensions, long[] blockSizes, long[] scaleStrides) {
    long rest = index;
    long scaleIndex = 0;
    for (int d = blockSizes.length - 1; d >= 0; d--) {
      scaleIndex += rest % dimensions.get(d) / blockSizes[d] * scaleStrides[d];
      rest /= dimensions.get(d);
    }
    return scaleIndex;
  }
}
