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
 * {@code batch-norm-grad}: {@code x, scale, mean, variance, dy -> (dx, dscale, doffset)}. With
 * {@code n} elements per feature, sums over them, and {@code v = variance + epsilon}:
 *
 * <pre>
 * doffset = sum(dy)
 * dscale = sum(dy * (x - mean)) / sqrt(v)
 * dx = scale / sqrt(v) / n * (n * dy - sum(dy) - (x - mean) / v * sum(dy * (x - mean)))
 * </pre>
 *
 * <p>Sums are taken in twice the precision of {@code double}, everything else in {@code double};
 * results are rounded once.
 */
final class BatchNormalizationGradient {
  private final ArrayLiteral input;
  private final ArrayLiteral scale;
  private final ArrayLiteral means;
  private final ArrayLiteral variances;
  private final ArrayLiteral outputGradient;
  private final double epsilon;
  private final FeatureBlocks blocks;
  private final Evaluation evaluation;

  private BatchNormalizationGradient(
      HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    input = operands[0].asArray();
    scale = operands[1].asArray();
    means = operands[2].asArray();
    variances = operands[3].asArray();
    outputGradient = operands[4].asArray();
    epsilon = instruction.get(Attribute.EPSILON);
    blocks = FeatureBlocks.of(instruction, input);
    this.evaluation = evaluation;
  }

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    List<Shape> shapes = instruction.shape().asTuple().elements();
    ArrayLiteral inputGradient = evaluation.allocate(instruction, shapes.get(0).asArray());
    ArrayLiteral scaleGradient = evaluation.allocate(instruction, shapes.get(1).asArray());
    ArrayLiteral offsetGradient = evaluation.allocate(instruction, shapes.get(2).asArray());
    BatchNormalizationGradient gradient =
        new BatchNormalizationGradient(instruction, operands, evaluation);
    gradient.blocks.parallel(
        evaluation,
        (first, end) -> {
          Block block = gradient.new Block(first, end);
          block.addUp();
          block.storeSums(scaleGradient, offsetGradient);
          block.storeInputGradient(inputGradient);
        });
    return TupleLiteral.of(inputGradient, scaleGradient, offsetGradient);
  }

  /** The gradients of some neighbouring features. */
  private final class Block {
    private final long first;
    private final long end;
    private final FeatureMoments moments;

    /** Sums of {@code dy}. */
    private final ProductSum[] gradientSums;

    /** Sums of {@code dy * (x - mean)}. */
    private final ProductSum[] productSums;

    private final double[] deviation = new double[FeatureBlocks.BUFFER];
    private final double[] dy = new double[FeatureBlocks.BUFFER];

    Block(long first, long end) {
      this.first = first;
      this.end = end;
      moments = FeatureMoments.of(means, variances, first, end);
      gradientSums = ProductSum.array((int) (end - first));
      productSums = ProductSum.array((int) (end - first));
    }

    private void forEach(FeatureBlocks.RunVisitor visitor) {
      blocks.forEach(
          first,
          end,
          evaluation,
          (start, n) -> {
            ElementBlocks.readDoubles(input, start, deviation, 0, n);
            ElementBlocks.readDoubles(outputGradient, start, dy, 0, n);
          },
          (f, start, from, n) -> {
            moments.subtractMean(f, deviation, from, n);
            visitor.visit(f, start, from, n);
          });
    }

    void addUp() {
      forEach(
          (f, start, from, n) -> {
            gradientSums[f].addAll(dy, from, from + n);
            productSums[f].addProducts(dy, deviation, from, from + n);
          });
    }

    void storeSums(ArrayLiteral scaleGradient, ArrayLiteral offsetGradient) {
      for (int f = 0; f < end - first; f++) {
        double root = Math.sqrt(moments.variance(f) + epsilon);
        scaleGradient.setDouble(first + f, productSums[f].value() / root);
        offsetGradient.setDouble(first + f, gradientSums[f].value());
      }
    }

    void storeInputGradient(ArrayLiteral inputGradient) {
      int count = (int) (end - first);
      double elements = blocks.elementsPerFeature();
      double[] factors = new double[count];
      double[] slopes = new double[count];
      double[] sums = new double[count];
      for (int f = 0; f < count; f++) {
        double variance = moments.variance(f) + epsilon;
        factors[f] = scale.getDouble(first + f) / Math.sqrt(variance) / elements;
        slopes[f] = productSums[f].value() / variance;
        sums[f] = gradientSums[f].value();
      }
      forEach(
          (f, start, from, n) -> {
            for (int i = from; i < from + n; i++) {
              dy[i] = factors[f] * (elements * dy[i] - sums[f] - deviation[i] * slopes[f]);
            }
            ElementBlocks.writeDoubles(inputGradient, start, dy, from, n);
          });
    }
  }
}
