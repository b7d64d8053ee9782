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
 * {@code batch-norm-training}, {@code -inference} and {@code -grad} (S. Ioffe and C. Szegedy,
 * "Batch normalization", ICML 2015). Means, biased variances and other sums are taken in twice the
 * precision of {@code double}, everything else in {@code double}; results are rounded once.
 */
final class BatchNormalization {
  private final Evaluation evaluation;
  private final ArrayLiteral input;
  private final FeatureBlocks blocks;
  private final double epsilon;

  private BatchNormalization(
      HloInstruction instruction, ArrayLiteral input, Evaluation evaluation) {
    this.evaluation = evaluation;
    this.input = input;
    blocks = FeatureBlocks.of(input.shape(), instruction.get(Attribute.FEATURE_INDEX).intValue());
    epsilon = instruction.get(Attribute.EPSILON);
  }

  /** {@code x, scale, offset -> (y, mean, variance)}. */
  static Literal training(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    BatchNormalization norm = new BatchNormalization(instruction, input, evaluation);
    List<Shape> shapes = instruction.shape().asTuple().elements();
    ArrayLiteral output = evaluation.allocate(instruction, shapes.get(0).asArray());
    ArrayLiteral means = evaluation.allocate(instruction, shapes.get(1).asArray());
    ArrayLiteral variances = evaluation.allocate(instruction, shapes.get(2).asArray());
    norm.blocks.parallel(
        evaluation,
        (first, end) -> {
          Moments moments = norm.moments(first, end);
          for (int f = 0; f < end - first; f++) {
            means.setDouble(first + f, moments.mean[f]);
            variances.setDouble(first + f, moments.variance[f]);
          }
          norm.normalize(first, end, moments, operands[1].asArray(), operands[2].asArray(), output);
        });
    return TupleLiteral.of(output, means, variances);
  }

  /** {@code x, scale, offset, mean, variance -> y}. */
  static Literal inference(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    BatchNormalization norm = new BatchNormalization(instruction, input, evaluation);
    ArrayLiteral output = evaluation.allocate(instruction);
    norm.blocks.parallel(
        evaluation,
        (first, end) -> {
          Moments moments = Moments.of(operands[3].asArray(), operands[4].asArray(), first, end);
          norm.normalize(first, end, moments, operands[1].asArray(), operands[2].asArray(), output);
        });
    return output;
  }

  /** {@code x, scale, mean, variance, dy -> (dx, dscale, doffset)}. */
  static Literal gradient(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    BatchNormalization norm = new BatchNormalization(instruction, input, evaluation);
    List<Shape> shapes = instruction.shape().asTuple().elements();
    ArrayLiteral inputGradient = evaluation.allocate(instruction, shapes.get(0).asArray());
    ArrayLiteral scaleGradient = evaluation.allocate(instruction, shapes.get(1).asArray());
    ArrayLiteral offsetGradient = evaluation.allocate(instruction, shapes.get(2).asArray());
    norm.blocks.parallel(
        evaluation,
        (first, end) -> {
          Moments moments = Moments.of(operands[2].asArray(), operands[3].asArray(), first, end);
          GradientSums sums = norm.gradientSums(first, end, moments, operands[4].asArray());
          for (int f = 0; f < end - first; f++) {
            double factor = 1 / Math.sqrt(moments.variance[f] + norm.epsilon);
            scaleGradient.setDouble(first + f, sums.timesDeviation[f] * factor);
            offsetGradient.setDouble(first + f, sums.plain[f]);
          }
          norm.inputGradient(
              first,
              end,
              moments,
              sums,
              operands[1].asArray(),
              operands[4].asArray(),
              inputGradient);
        });
    return TupleLiteral.of(inputGradient, scaleGradient, offsetGradient);
  }

  /**
   * Means and biased variances of some features.
   *
   * @param meanRest what the means lost by rounding to {@code double}
   */
  private record Moments(double[] mean, double[] meanRest, double[] variance) {
    static Moments of(ArrayLiteral means, ArrayLiteral variances, long first, long end) {
      int count = (int) (end - first);
      double[] mean = new double[count];
      double[] variance = new double[count];
      ElementBlocks.readDoubles(means, first, mean, 0, count);
      ElementBlocks.readDoubles(variances, first, variance, 0, count);
      return new Moments(mean, new double[count], variance);
    }

    double deviation(int feature, double x) {
      return (x - mean[feature]) - meanRest[feature];
    }
  }

  /**
   * Sums over the elements of some features.
   *
   * @param plain of {@code dy}
   * @param timesDeviation of {@code dy * (x - mean)}
   */
  private record GradientSums(double[] plain, double[] timesDeviation) {}

  private static ProductSum[] sums(int count) {
    ProductSum[] sums = new ProductSum[count];
    for (int f = 0; f < count; f++) {
      sums[f] = new ProductSum();
    }
    return sums;
  }

  /** The mean first, then the mean square deviation from it, which does not cancel. */
  private Moments moments(long first, long end) {
    int count = (int) (end - first);
    double elements = blocks.elementsPerFeature();
    double[] x = new double[blocks.bufferLength()];
    ProductSum[] sums = sums(count);
    FeatureBlocks.BufferLoader loader =
        (start, n) -> ElementBlocks.readDoubles(input, start, x, 0, n);
    blocks.forEach(
        first, end, evaluation, loader, (f, start, from, n) -> sums[f].addAll(x, from, from + n));
    Moments moments = new Moments(new double[count], new double[count], new double[count]);
    for (int f = 0; f < count; f++) {
      double sum = sums[f].value();
      double mean = sum / elements;
      moments.mean[f] = mean;
      moments.meanRest[f] = (Math.fma(-mean, elements, sum) + sums[f].rest()) / elements;
      sums[f].start(0);
    }
    blocks.forEach(
        first,
        end,
        evaluation,
        loader,
        (f, start, from, n) -> {
          for (int i = from; i < from + n; i++) {
            x[i] = moments.deviation(f, x[i]);
          }
          sums[f].addProducts(x, x, from, from + n);
        });
    for (int f = 0; f < count; f++) {
      moments.variance[f] = sums[f].value() / elements;
    }
    return moments;
  }

  private void normalize(
      long first,
      long end,
      Moments moments,
      ArrayLiteral scales,
      ArrayLiteral offsets,
      ArrayLiteral output) {
    int count = (int) (end - first);
    double[] factor = new double[count];
    double[] offset = new double[count];
    for (int f = 0; f < count; f++) {
      factor[f] = scales.getDouble(first + f) / Math.sqrt(moments.variance[f] + epsilon);
      offset[f] = offsets.getDouble(first + f);
    }
    double[] x = new double[blocks.bufferLength()];
    blocks.forEach(
        first,
        end,
        evaluation,
        (start, n) -> ElementBlocks.readDoubles(input, start, x, 0, n),
        (f, start, from, n) -> {
          for (int i = from; i < from + n; i++) {
            x[i] = moments.deviation(f, x[i]) * factor[f] + offset[f];
          }
          ElementBlocks.writeDoubles(output, start, x, from, n);
        });
  }

  private GradientSums gradientSums(
      long first, long end, Moments moments, ArrayLiteral outputGradient) {
    int count = (int) (end - first);
    double[] x = new double[blocks.bufferLength()];
    double[] dy = new double[blocks.bufferLength()];
    ProductSum[] plain = sums(count);
    ProductSum[] timesDeviation = sums(count);
    blocks.forEach(
        first,
        end,
        evaluation,
        (start, n) -> {
          ElementBlocks.readDoubles(input, start, x, 0, n);
          ElementBlocks.readDoubles(outputGradient, start, dy, 0, n);
        },
        (f, start, from, n) -> {
          for (int i = from; i < from + n; i++) {
            x[i] = moments.deviation(f, x[i]);
          }
          plain[f].addAll(dy, from, from + n);
          timesDeviation[f].addProducts(dy, x, from, from + n);
        });
    GradientSums sums = new GradientSums(new double[count], new double[count]);
    for (int f = 0; f < count; f++) {
      sums.plain[f] = plain[f].value();
      sums.timesDeviation[f] = timesDeviation[f].value();
    }
    return sums;
  }

  /**
   * {@code dx = scale / sqrt(variance + epsilon) / n * (n * dy - sum(dy) - (x - mean) / (variance +
   * epsilon) * sum(dy * (x - mean)))}.
   */
  private void inputGradient(
      long first,
      long end,
      Moments moments,
      GradientSums sums,
      ArrayLiteral scales,
      ArrayLiteral outputGradient,
      ArrayLiteral result) {
    double elements = blocks.elementsPerFeature();
    int count = (int) (end - first);
    double[] factor = new double[count];
    double[] slope = new double[count];
    for (int f = 0; f < count; f++) {
      double variance = moments.variance[f] + epsilon;
      factor[f] = scales.getDouble(first + f) / Math.sqrt(variance) / elements;
      slope[f] = sums.timesDeviation[f] / variance;
    }
    double[] x = new double[blocks.bufferLength()];
    double[] dy = new double[blocks.bufferLength()];
    blocks.forEach(
        first,
        end,
        evaluation,
        (start, n) -> {
          ElementBlocks.readDoubles(input, start, x, 0, n);
          ElementBlocks.readDoubles(outputGradient, start, dy, 0, n);
        },
        (f, start, from, n) -> {
          for (int i = from; i < from + n; i++) {
            double rest = elements * dy[i] - sums.plain[f] - moments.deviation(f, x[i]) * slope[f];
            x[i] = factor[f] * rest;
          }
          ElementBlocks.writeDoubles(result, start, x, from, n);
        });
  }
}
