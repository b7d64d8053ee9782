package org.hlorun.interpreter.linalg;

import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;

/**
 * {@code batch-norm-training} and {@code batch-norm-inference} (S. Ioffe and C. Szegedy, "Batch
 * normalization", ICML 2015): {@code (x - mean) / sqrt(variance + epsilon) * scale + offset}. Means
 * and biased variances are taken in twice the precision of {@code double}, everything else in
 * {@code double}; results are rounded once.
 */
final class BatchNormalization {
  private final ArrayLiteral input;
  private final ArrayLiteral scale;
  private final ArrayLiteral offset;
  private final double epsilon;
  private final FeatureBlocks blocks;
  private final Evaluation evaluation;

  private BatchNormalization(
      HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    input = operands[0].asArray();
    scale = operands[1].asArray();
    offset = operands[2].asArray();
    epsilon = instruction.get(Attribute.EPSILON);
    blocks = FeatureBlocks.of(instruction, input);
    this.evaluation = evaluation;
  }

  /** {@code x, scale, offset -> (y, mean, variance)}. */
  static Literal training(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    BatchNormalization norm = new BatchNormalization(instruction, operands, evaluation);
    List<Shape> shapes = instruction.shape().asTuple().elements();
    ArrayLiteral output = evaluation.allocate(instruction, shapes.get(0).asArray());
    ArrayLiteral means = evaluation.allocate(instruction, shapes.get(1).asArray());
    ArrayLiteral variances = evaluation.allocate(instruction, shapes.get(2).asArray());
    norm.blocks.parallel(
        evaluation,
        (first, end) -> {
          FeatureMoments moments =
              FeatureMoments.measure(norm.input, norm.blocks, first, end, evaluation);
          for (int f = 0; f < end - first; f++) {
            means.setDouble(first + f, moments.mean(f));
            variances.setDouble(first + f, moments.variance(f));
          }
          norm.normalize(first, end, moments, output);
        });
    return TupleLiteral.of(output, means, variances);
  }

  /** {@code x, scale, offset, mean, variance -> y}. */
  static Literal inference(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    BatchNormalization norm = new BatchNormalization(instruction, operands, evaluation);
    ArrayLiteral means = operands[3].asArray();
    ArrayLiteral variances = operands[4].asArray();
    ArrayLiteral output = evaluation.allocate(instruction);
    norm.blocks.parallel(
        evaluation,
        (first, end) ->
            norm.normalize(first, end, FeatureMoments.of(means, variances, first, end), output));
    return output;
  }

  private void normalize(long first, long end, FeatureMoments moments, ArrayLiteral output) {
    int count = (int) (end - first);
    double[] factors = new double[count];
    double[] offsets = new double[count];
    for (int f = 0; f < count; f++) {
      factors[f] = scale.getDouble(first + f) / Math.sqrt(moments.variance(f) + epsilon);
      offsets[f] = offset.getDouble(first + f);
    }
    double[] x = new double[FeatureBlocks.BUFFER];
    blocks.forEach(
        first,
        end,
        evaluation,
        (start, n) -> ElementBlocks.readDoubles(input, start, x, 0, n),
        (f, start, from, n) -> {
          moments.subtractMean(f, x, from, n);
          for (int i = from; i < from + n; i++) {
            x[i] = x[i] * factors[f] + offsets[f];
          }
          ElementBlocks.writeDoubles(output, start, x, from, n);
        });
  }
}
