package org.hlorun.interpreter.contraction;

import java.util.List;
import java.util.function.ToLongFunction;
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
  private final LongList inputSizes;
  private final long[] inputStrides;
  private final long[] kernelStrides;
  private final long[] resultStrides;

  /** Feature groups or batch groups, of which only one kind can be more than one. */
  private final long groups;

  /** Elements of the input from one group to the next. */
  private final long inputGroupStride;

  private final long inputFeatures;
  private final long outputFeatures;
  private final long batch;
  private final long[] windowSizes;
  private final long[] outputSizes;

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
    inputFeatures =
        featureGroups == 1
            ? Math.min(kernelFeatures, inputSizes.get(labels.inputFeature()))
            : kernelFeatures;
    inputGroupStride =
        featureGroups == 1
            ? batch * inputStrides[labels.inputBatch()]
            : kernelFeatures * inputStrides[labels.inputFeature()];
    windowSizes = window.stream().mapToLong(WindowDimension::size).toArray();
    outputSizes = labels.outputSpatial().stream().map(d -> outputDimensions.get((int) d)).toArray();
  }

  /**
   * The contraction with the kernel on the left and the input on the right.
   *
   * <p>Forward convolutions have few window positions: each is a segment, and all output positions
   * are columns. The gradient of a kernel has a window as large as the image and few output
   * positions: each is a group, and the window positions add to the depth.
   */
  Contraction contraction() {
    return product(windowSizes) <= product(outputSizes)
        ? withWindowPositionsAsSegments()
        : withOutputPositionsAsGroups();
  }

  private static long product(long[] sizes) {
    return LongStream.of(sizes).reduce(1, (a, b) -> a * b);
  }

  private Contraction withWindowPositionsAsSegments() {
    StridedSpace kernelWindow = kernelSpace();
    StridedSpace kernelDepth = StridedSpace.of(inputFeatures, kernelInputFeatureStride());
    WindowSpace columns =
        inputSpace(
            WindowSpace.Dimension.plain(batch, inputStrides[labels.inputBatch()]),
            outputSizes,
            WindowDimension::stride);
    return new Contraction(
        groups,
        outputFeatures,
        columns.count(),
        product(windowSizes),
        inputFeatures,
        new Matrix(
            kernelOutputFeatures(1),
            (group, position, start, count, offsets) ->
                kernelDepth.fill(
                    kernelBase() + kernelWindow.offset(position), start, count, offsets)),
        new Matrix(
            StridedSpace.of(inputFeatures, inputStrides[labels.inputFeature()]).axis(0),
            (group, position, start, count, offsets) ->
                columns.fill(
                    group * inputGroupStride,
                    originAtWindowPosition(position),
                    start,
                    count,
                    offsets)),
        new Matrix(resultFeatures(), resultPositions().axis(0)));
  }

  private Contraction withOutputPositionsAsGroups() {
    long positions = product(outputSizes);
    WindowSpace depth =
        inputSpace(
            WindowSpace.Dimension.plain(inputFeatures, inputStrides[labels.inputFeature()]),
            windowSizes,
            WindowDimension::windowDilation);
    long[] kernelSizes = prepend(inputFeatures, windowSizes);
    long[] kernelSteps = prepend(kernelInputFeatureStride(), kernelSpatialStrides());
    StridedSpace resultSpatial = new StridedSpace(outputSizes, resultSpatialStrides());
    long featureStride = resultStrides[labels.outputFeature()];
    return new Contraction(
        groups * positions,
        outputFeatures,
        batch,
        1,
        depth.count(),
        new Matrix(
            kernelOutputFeatures(positions),
            new StridedSpace(kernelSizes, kernelSteps).axis(kernelBase())),
        new Matrix(
            (group, segment, start, count, offsets) ->
                depth.fill(
                    group / positions * inputGroupStride,
                    originAtOutputPosition(group % positions),
                    start,
                    count,
                    offsets),
            StridedSpace.of(batch, inputStrides[labels.inputBatch()]).axis(0)),
        new Matrix(
            StridedSpace.of(outputFeatures, featureStride)
                .axis(
                    g ->
                        g / positions * outputFeatures * featureStride
                            + resultSpatial.offset(g % positions)),
            StridedSpace.of(batch, resultStrides[labels.outputBatch()]).axis(0)));
  }

  /** The input as a window walks over it, below an ordinary dimension. */
  private WindowSpace inputSpace(
      WindowSpace.Dimension outer, long[] sizes, ToLongFunction<WindowDimension> step) {
    WindowSpace.Dimension[] dimensions = new WindowSpace.Dimension[window.size() + 1];
    dimensions[0] = outer;
    for (int s = 0; s < window.size(); s++) {
      int dimension = labels.inputSpatial().getInt(s);
      dimensions[s + 1] =
          new WindowSpace.Dimension(
              sizes[s],
              step.applyAsLong(window.get(s)),
              inputSizes.get(dimension),
              window.get(s).baseDilation(),
              inputStrides[dimension]);
    }
    return new WindowSpace(dimensions);
  }

  /** Where output position 0 meets the input, given the window position. */
  private long[] originAtWindowPosition(long position) {
    return origin(position, windowSizes, WindowDimension::windowDilation);
  }

  /** Where window position 0 meets the input, given the output position. */
  private long[] originAtOutputPosition(long position) {
    return origin(position, outputSizes, WindowDimension::stride);
  }

  private long[] origin(long position, long[] sizes, ToLongFunction<WindowDimension> step) {
    long[] origin = new long[window.size() + 1];
    long rest = position;
    for (int s = window.size() - 1; s >= 0; s--) {
      origin[s + 1] =
          rest % sizes[s] * step.applyAsLong(window.get(s)) - window.get(s).paddingLow();
      rest /= sizes[s];
    }
    return origin;
  }

  private Axis kernelOutputFeatures(long groupsPerFeatureGroup) {
    long stride = kernelStrides[labels.kernelOutputFeature()];
    return StridedSpace.of(outputFeatures, stride)
        .axis(g -> g / groupsPerFeatureGroup * outputFeatures * stride);
  }

  private long kernelInputFeatureStride() {
    return kernelStrides[labels.kernelInputFeature()];
  }

  /** The window's positions in the kernel, relative to {@link #kernelBase}. */
  private StridedSpace kernelSpace() {
    return new StridedSpace(windowSizes, kernelSpatialStrides());
  }

  private long[] kernelSpatialStrides() {
    long[] strides = new long[window.size()];
    for (int s = 0; s < strides.length; s++) {
      long stride = kernelStrides[labels.kernelSpatial().getInt(s)];
      strides[s] = window.get(s).reversed() ? -stride : stride;
    }
    return strides;
  }

  /** The offset of window position 0: at the far end where the window is reversed. */
  private long kernelBase() {
    long base = 0;
    for (int s = 0; s < window.size(); s++) {
      if (window.get(s).reversed()) {
        base += (windowSizes[s] - 1) * kernelStrides[labels.kernelSpatial().getInt(s)];
      }
    }
    return base;
  }

  private Axis resultFeatures() {
    long stride = resultStrides[labels.outputFeature()];
    return StridedSpace.of(outputFeatures, stride).axis(g -> g * outputFeatures * stride);
  }

  private StridedSpace resultPositions() {
    return new StridedSpace(
        prepend(batch, outputSizes),
        prepend(resultStrides[labels.outputBatch()], resultSpatialStrides()));
  }

  private long[] resultSpatialStrides() {
    return labels.outputSpatial().stream().map(d -> resultStrides[(int) d]).toArray();
  }

  private static long[] prepend(long first, long[] rest) {
    return LongStream.concat(LongStream.of(first), LongStream.of(rest)).toArray();
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
