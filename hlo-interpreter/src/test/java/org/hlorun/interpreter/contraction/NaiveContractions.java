package org.hlorun.interpreter.contraction;

import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Dot and convolution straight from their definitions, one result element after the other, in plain
 * {@code double} arithmetic. Exact as long as all values and sums are small integers.
 */
final class NaiveContractions {
  private NaiveContractions() {}

  /** A sum of complex products. */
  private static final class Sum {
    double real;
    double imaginary;

    void add(ArrayLiteral left, long[] leftIndex, ArrayLiteral right, long[] rightIndex) {
      long l = Index.linear(left.shape().dimensions(), leftIndex);
      long r = Index.linear(right.shape().dimensions(), rightIndex);
      double a = left.getDouble(l);
      double b = left.getImaginary(l);
      double c = right.getDouble(r);
      double d = right.getImaginary(r);
      real += a * c - b * d;
      imaginary += a * d + b * c;
    }

    void store(ArrayLiteral result, long i) {
      if (result.elementType().isComplex()) {
        result.setComplex(i, real, imaginary);
      } else {
        result.setDouble(i, real);
      }
    }
  }

  static ArrayLiteral dot(HloInstruction dot, ArrayLiteral left, ArrayLiteral right) {
    ArrayLiteral result = ArrayLiteral.allocate(dot.shape().asArray());
    LongList leftContracting = dot.get(Attribute.LHS_CONTRACTING_DIMS);
    LongList rightContracting = dot.get(Attribute.RHS_CONTRACTING_DIMS);
    LongList contracted = leftContracting.map(d -> left.shape().dimension((int) d));
    long terms = contracted.stream().reduce(1, (a, b) -> a * b);
    for (long i = 0; i < result.elementCount(); i++) {
      long[] out = Index.coordinates(result.shape().dimensions(), i);
      Sum sum = new Sum();
      for (long term = 0; term < terms; term++) {
        long[] k = Index.coordinates(contracted, term);
        LongList leftBatch = dot.get(Attribute.LHS_BATCH_DIMS);
        int leftFree = left.shape().rank() - leftBatch.size() - leftContracting.size();
        long[] l = operandIndex(left, leftBatch, leftContracting, out, leftBatch.size(), k);
        long[] r =
            operandIndex(
                right,
                dot.get(Attribute.RHS_BATCH_DIMS),
                rightContracting,
                out,
                leftBatch.size() + leftFree,
                k);
        sum.add(left, l, right, r);
      }
      sum.store(result, i);
    }
    return result;
  }

  private static long[] operandIndex(
      ArrayLiteral operand,
      LongList batch,
      LongList contracting,
      long[] out,
      int firstFree,
      long[] contractedIndex) {
    long[] index = new long[operand.shape().rank()];
    int free = firstFree;
    for (int d = 0; d < index.length; d++) {
      if (batch.contains(d)) {
        index[d] = out[batch.indexOf(d)];
      } else if (contracting.contains(d)) {
        index[d] = contractedIndex[contracting.indexOf(d)];
      } else {
        index[d] = out[free++];
      }
    }
    return index;
  }

  static ArrayLiteral convolution(
      HloInstruction convolution, ArrayLiteral input, ArrayLiteral kernel) {
    ArrayLiteral result = ArrayLiteral.allocate(convolution.shape().asArray());
    ConvolutionDimensions labels = convolution.get(Attribute.DIM_LABELS);
    long inputFeatures = kernel.shape().dimension(labels.kernelInputFeature());
    LongList window = labels.kernelSpatial().map(d -> kernel.shape().dimension((int) d));
    long positions = window.stream().reduce(1, (a, b) -> a * b);
    for (long i = 0; i < result.elementCount(); i++) {
      long[] out = Index.coordinates(result.shape().dimensions(), i);
      Sum sum = new Sum();
      for (long position = 0; position < positions; position++) {
        long[] offset = Index.coordinates(window, position);
        for (long feature = 0; feature < inputFeatures; feature++) {
          addTerm(convolution, input, kernel, out, offset, feature, sum);
        }
      }
      sum.store(result, i);
    }
    return result;
  }

  private static void addTerm(
      HloInstruction convolution,
      ArrayLiteral input,
      ArrayLiteral kernel,
      long[] out,
      long[] offset,
      long feature,
      Sum sum) {
    ConvolutionDimensions labels = convolution.get(Attribute.DIM_LABELS);
    long outputFeatures = kernel.shape().dimension(labels.kernelOutputFeature());
    long outputFeature = out[labels.outputFeature()];
    long featureGroup =
        outputFeature * convolution.get(Attribute.FEATURE_GROUP_COUNT) / outputFeatures;
    long batchGroup = outputFeature * convolution.get(Attribute.BATCH_GROUP_COUNT) / outputFeatures;
    long batch = convolution.shape().asArray().dimension(labels.outputBatch());
    long[] in = new long[input.shape().rank()];
    long[] k = new long[kernel.shape().rank()];
    in[labels.inputBatch()] = batchGroup * batch + out[labels.outputBatch()];
    in[labels.inputFeature()] =
        featureGroup * kernel.shape().dimension(labels.kernelInputFeature()) + feature;
    k[labels.kernelInputFeature()] = feature;
    k[labels.kernelOutputFeature()] = outputFeature;
    for (int s = 0; s < labels.spatialRank(); s++) {
      WindowDimension dimension = convolution.get(Attribute.WINDOW).dimension(s);
      long base =
          out[labels.outputSpatial().getInt(s)] * dimension.stride()
              + offset[s] * dimension.windowDilation()
              - dimension.paddingLow();
      int inputDimension = labels.inputSpatial().getInt(s);
      if (Math.floorMod(base, dimension.baseDilation()) != 0) {
        return;
      }
      in[inputDimension] = Math.floorDiv(base, dimension.baseDilation());
      if (in[inputDimension] < 0 || in[inputDimension] >= input.shape().dimension(inputDimension)) {
        return;
      }
      k[labels.kernelSpatial().getInt(s)] =
          dimension.reversed() ? dimension.size() - 1 - offset[s] : offset[s];
    }
    sum.add(input, in, kernel, k);
  }
}
