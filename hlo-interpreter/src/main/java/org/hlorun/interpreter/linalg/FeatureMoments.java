package org.hlorun.interpreter.linalg;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.ElementBlocks;

/** Means and biased variances of a block of neighbouring features. */
final class FeatureMoments {
  private final double[] means;

  /** What the means lost by rounding to {@code double}. */
  private final double[] meanRests;

  private final double[] variances;

  private FeatureMoments(int count) {
    means = new double[count];
    meanRests = new double[count];
    variances = new double[count];
  }

  /** Given ones, features {@code first} to {@code end} of two vectors. */
  static FeatureMoments of(ArrayLiteral means, ArrayLiteral variances, long first, long end) {
    int count = (int) (end - first);
    FeatureMoments moments = new FeatureMoments(count);
    ElementBlocks.readDoubles(means, first, moments.means, 0, count);
    ElementBlocks.readDoubles(variances, first, moments.variances, 0, count);
    return moments;
  }

  /** Those of an array: the mean first, then the mean square of the deviations from it. */
  static FeatureMoments measure(
      ArrayLiteral input, FeatureBlocks blocks, long first, long end, Evaluation evaluation) {
    int count = (int) (end - first);
    FeatureMoments moments = new FeatureMoments(count);
    double elements = blocks.elementsPerFeature();
    double[] x = new double[FeatureBlocks.BUFFER];
    FeatureBlocks.BufferLoader loader =
        (start, n) -> ElementBlocks.readDoubles(input, start, x, 0, n);
    ProductSum[] sums = ProductSum.array(count);
    blocks.forEach(
        first,
        end,
        evaluation,
        loader,
        (feature, start, from, n) -> sums[feature].addAll(x, from, from + n));
    for (int f = 0; f < count; f++) {
      moments.setMean(f, sums[f], elements);
      sums[f].start(0);
    }
    blocks.forEach(
        first,
        end,
        evaluation,
        loader,
        (feature, start, from, n) -> {
          moments.subtractMean(feature, x, from, n);
          sums[feature].addProducts(x, x, from, from + n);
        });
    for (int f = 0; f < count; f++) {
      moments.variances[f] = sums[f].value() / elements;
    }
    return moments;
  }

  private void setMean(int feature, ProductSum sum, double elements) {
    double mean = sum.value() / elements;
    means[feature] = mean;
    meanRests[feature] = (Math.fma(-mean, elements, sum.value()) + sum.rest()) / elements;
  }

  double mean(int feature) {
    return means[feature];
  }

  double variance(int feature) {
    return variances[feature];
  }

  /** Turns values of a feature into deviations from its mean. */
  void subtractMean(int feature, double[] x, int from, int count) {
    double mean = means[feature];
    double rest = meanRests[feature];
    for (int i = from; i < from + count; i++) {
      x[i] = (x[i] - mean) - rest;
    }
  }
}
