package org.hlorun.interpreter.contraction;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * The index arithmetic of a convolution. In every spatial dimension output position {@code q} and
 * window position {@code p} meet the base index {@code q * stride + p * rhs_dilate - pad_low},
 * which is an input element if {@code lhs_dilate} divides it and the quotient lies inside the
 * input; elsewhere the input is zero. The kernel element is the one at {@code p}, or counted from
 * the end if the window is reversed.
 *
 * <p>Of {@code feature_group_count} groups, each has its own input and output features; of {@code
 * batch_group_count} groups, each has its own part of the batch and its own output features.
 */
final class ConvolutionGeometry {
  private final ConvolutionDimensions labels;
  private final List<WindowDimension> window;
  private final WindowSpace.Dimension[] inputSpatial;
  private final long[] inputStrides;
  private final long[] kernelStrides;
  private final long[] resultStrides;
  private final LongList inputSizes;

  /** Feature groups or batch groups, of which only one kind can be more than one. */
  private final long groups;

  /** Elements of the input from one group to the next. */
  private final long inputGroupStride;

  private final long inputFeatures;
  private final long outputFeatures;
  private final long batch;
  private final long[] windowSizes;
  private final long[] outputSizes;

  private final long[] kernelWindowStrides;
  private final long[] resultPositionStrides;

  /** The window's positions in the kernel, relative to window position 0. */
  private final StridedSpace kernelSpace;

  /** The offset of window position 0: at the far end where the window is reversed. */
  private final long kernelBase;

  private final StridedSpace resultSpace;

  ConvolutionGeometry(
      HloInstruction convolution, ArrayLiteral input, ArrayLiteral kernel, ArrayLiteral result) {
    labels = convolution.get(Attribute.DIM_LABELS);
    window = convolution.find(Attribute.WINDOW).map(Window::dimensions).orElse(List.of());
    inputSizes = input.sizes();
    inputStrides = StridedSpace.rowMajorStrides(input.shape().dimensions());
    kernelStrides = StridedSpace.rowMajorStrides(kernel.shape().dimensions());
    resultStrides = StridedSpace.rowMajorStrides(result.shape().dimensions());
    long featureGroups = convolution.get(Attribute.FEATURE_GROUP_COUNT);
    groups = featureGroups * convolution.get(Attribute.BATCH_GROUP_COUNT);
    LongList outputDimensions = result.shape().dimensions();
    outputFeatures = outputDimensions.get(labels.outputFeature()) / groups;
    batch = outputDimensions.get(labels.outputBatch());
    long kernelFeatures = kernel.sizes().get(labels.kernelInputFeature());
    boolean grouped = featureGroups > 1;
    inputFeatures =
        grouped ? kernelFeatures : Math.min(kernelFeatures, inputSizes.get(labels.inputFeature()));
    inputGroupStride =
        grouped
            ? kernelFeatures * inputStrides[labels.inputFeature()]
            : batch * inputStrides[labels.inputBatch()];
    windowSizes = window.stream().mapToLong(WindowDimension::size).toArray();
    outputSizes = labels.outputSpatial().stream().map(d -> outputDimensions.get((int) d)).toArray();
    inputSpatial = new WindowSpace.Dimension[window.size()];
    for (int s = 0; s < inputSpatial.length; s++) {
      inputSpatial[s] = inputDimension(s, outputSizes[s], window.get(s).stride());
    }
    kernelWindowStrides = signedKernelStrides();
    kernelSpace = new StridedSpace(windowSizes, kernelWindowStrides);
    kernelBase = firstWindowPosition();
    resultPositionStrides =
        labels.outputSpatial().stream().map(d -> resultStrides[(int) d]).toArray();
    resultSpace = new StridedSpace(outputSizes, resultPositionStrides);
  }

  private long[] signedKernelStrides() {
    long[] strides = new long[window.size()];
    for (int s = 0; s < strides.length; s++) {
      long stride = kernelStrides[labels.kernelSpatial().getInt(s)];
      strides[s] = window.get(s).reversed() ? -stride : stride;
    }
    return strides;
  }

  private long firstWindowPosition() {
    long base = 0;
    for (int s = 0; s < window.size(); s++) {
      if (window.get(s).reversed()) {
        base += (windowSizes[s] - 1) * kernelStrides[labels.kernelSpatial().getInt(s)];
      }
    }
    return base;
  }

  private static long product(long[] sizes) {
    return LongStream.of(sizes).reduce(1, (a, b) -> a * b);
  }

  int spatialRank() {
    return window.size();
  }

  WindowDimension window(int s) {
    return window.get(s);
  }

  long groups() {
    return groups;
  }

  /** Batch elements per group. */
  long batch() {
    return batch;
  }

  /** Input features per group. */
  long inputFeatures() {
    return inputFeatures;
  }

  /** Output features per group. */
  long outputFeatures() {
    return outputFeatures;
  }

  /** The number of output positions in a spatial dimension. */
  long outputSize(int s) {
    return outputSizes[s];
  }

  /** The number of window positions in a spatial dimension. */
  long windowSize(int s) {
    return windowSizes[s];
  }

  /** The number of output positions. */
  long outputs() {
    return product(outputSizes);
  }

  /** The number of window positions. */
  long windows() {
    return product(windowSizes);
  }

  /** The number of output positions, the last spatial dimension aside. */
  long outerOutputs() {
    return product(Arrays.copyOf(outputSizes, window.size() - 1));
  }

  /** The number of window positions, the last spatial dimension aside. */
  long outerWindows() {
    return product(Arrays.copyOf(windowSizes, window.size() - 1));
  }

  /** Whether no output has a term. */
  boolean isEmpty() {
    return batch == 0
        || inputFeatures == 0
        || outputFeatures == 0
        || outputs() == 0
        || windows() == 0;
  }

  /** A spatial dimension of the input as a coordinate with some size and step walks over it. */
  WindowSpace.Dimension inputDimension(int s, long size, long step) {
    int dimension = labels.inputSpatial().getInt(s);
    return new WindowSpace.Dimension(
        size,
        step,
        inputSizes.get(dimension),
        window.get(s).baseDilation(),
        inputStrides[dimension]);
  }

  long inputGroupStride() {
    return inputGroupStride;
  }

  long inputBatchStride() {
    return inputStrides[labels.inputBatch()];
  }

  long inputFeatureStride() {
    return inputStrides[labels.inputFeature()];
  }

  /**
   * The offset, relative to the first element of a feature and batch element, of the input row
   * where an output and a window position meet in all spatial dimensions but the last, or {@link
   * Axis#HOLE}.
   */
  long outerInputOffset(long outerOutput, long outerWindow) {
    long sum = 0;
    long output = outerOutput;
    long position = outerWindow;
    for (int s = window.size() - 2; s >= 0; s--) {
      WindowDimension dimension = window.get(s);
      long index =
          output % outputSizes[s] * dimension.stride()
              + position % windowSizes[s] * dimension.windowDilation()
              - dimension.paddingLow();
      long offset = inputSpatial[s].offset(index);
      if (offset == Axis.HOLE) {
        return Axis.HOLE;
      }
      sum += offset;
      output /= outputSizes[s];
      position /= windowSizes[s];
    }
    return sum;
  }

  long kernelInputFeatureStride() {
    return kernelStrides[labels.kernelInputFeature()];
  }

  long kernelOutputFeatureStride() {
    return kernelStrides[labels.kernelOutputFeature()];
  }

  /**
   * Elements of the kernel from one window position to the next in a spatial dimension; negative if
   * the window is reversed.
   */
  long kernelWindowStride(int s) {
    return kernelWindowStrides[s];
  }

  /** The offset of a window position in the kernel, features 0. */
  long kernelOffset(long windowPosition) {
    return kernelBase + kernelSpace.offset(windowPosition);
  }

  long resultBatchStride() {
    return resultStrides[labels.outputBatch()];
  }

  long resultFeatureStride() {
    return resultStrides[labels.outputFeature()];
  }

  /** Elements of the result from one output position to the next in a spatial dimension. */
  long resultPositionStride(int s) {
    return resultPositionStrides[s];
  }

  /** The offset of an output position in the result, batch and feature 0. */
  long resultOffset(long outputPosition) {
    return resultSpace.offset(outputPosition);
  }

  /** The runtime sizes of the result, where those of the input are below its bounds. */
  LongList resultRuntimeSizes(LongList resultDimensions) {
    LongList sizes = resultDimensions;
    for (int s = 0; s < window.size(); s++) {
      long input = inputSizes.get(labels.inputSpatial().getInt(s));
      sizes = sizes.with(labels.outputSpatial().getInt(s), window.get(s).outputSize(input));
    }
    if (groups == 1) {
      sizes = sizes.with(labels.outputBatch(), inputSizes.get(labels.inputBatch()));
    }
    return sizes;
  }
}
