package org.hlorun.interpreter.contraction;

import java.util.function.IntToLongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hlorun.language.attribute.WindowDimension;

/**
 * A convolution as a {@link Contraction} with the kernel on the left and the input on the right:
 * output features are rows.
 *
 * <p>Forward convolutions have few window positions: each is a segment, and all output positions
 * are columns. The gradient of a kernel has a window as large as the image and few output
 * positions: each is a group, and the window positions add to the depth.
 */
final class ConvolutionContractions {
  private final ConvolutionGeometry geometry;
  private final long[] outputSizes;
  private final long[] windowSizes;

  private ConvolutionContractions(ConvolutionGeometry geometry) {
    this.geometry = geometry;
    outputSizes = spatial(geometry::outputSize);
    windowSizes = spatial(geometry::windowSize);
  }

  static Contraction of(ConvolutionGeometry geometry) {
    ConvolutionContractions contractions = new ConvolutionContractions(geometry);
    return geometry.windows() <= geometry.outputs()
        ? contractions.withWindowPositionsAsSegments()
        : contractions.withOutputPositionsAsGroups();
  }

  private Contraction withWindowPositionsAsSegments() {
    StridedSpace kernelDepth =
        StridedSpace.of(geometry.inputFeatures(), geometry.kernelInputFeatureStride());
    WindowSpace columns =
        inputSpace(
            WindowSpace.Dimension.plain(geometry.batch(), geometry.inputBatchStride()),
            outputSizes,
            WindowDimension::stride);
    StridedSpace resultColumns =
        new StridedSpace(
            prepend(geometry.batch(), outputSizes),
            prepend(geometry.resultBatchStride(), spatial(geometry::resultPositionStride)));
    return new Contraction(
        geometry.groups(),
        geometry.outputFeatures(),
        columns.count(),
        geometry.windows(),
        geometry.inputFeatures(),
        new Matrix(
            kernelOutputFeatures(1),
            (group, position, start, count, offsets) ->
                kernelDepth.fill(geometry.kernelOffset(position), start, count, offsets)),
        new Matrix(
            StridedSpace.of(geometry.inputFeatures(), geometry.inputFeatureStride()).axis(0),
            (group, position, start, count, offsets) ->
                columns.fill(
                    group * geometry.inputGroupStride(),
                    originAtWindowPosition(position),
                    start,
                    count,
                    offsets)),
        new Matrix(resultFeatures(1), resultColumns.axis(0)));
  }

  private Contraction withOutputPositionsAsGroups() {
    long positions = geometry.outputs();
    WindowSpace inputDepth =
        inputSpace(
            WindowSpace.Dimension.plain(geometry.inputFeatures(), geometry.inputFeatureStride()),
            windowSizes,
            WindowDimension::windowDilation);
    StridedSpace kernelDepth =
        new StridedSpace(
            prepend(geometry.inputFeatures(), windowSizes),
            prepend(geometry.kernelInputFeatureStride(), spatial(geometry::kernelWindowStride)));
    return new Contraction(
        geometry.groups() * positions,
        geometry.outputFeatures(),
        geometry.batch(),
        1,
        inputDepth.count(),
        new Matrix(kernelOutputFeatures(positions), kernelDepth.axis(geometry.kernelOffset(0))),
        new Matrix(
            (group, segment, start, count, offsets) ->
                inputDepth.fill(
                    group / positions * geometry.inputGroupStride(),
                    originAtOutputPosition(group % positions),
                    start,
                    count,
                    offsets),
            StridedSpace.of(geometry.batch(), geometry.inputBatchStride()).axis(0)),
        new Matrix(
            resultFeatures(positions),
            StridedSpace.of(geometry.batch(), geometry.resultBatchStride()).axis(0)));
  }

  /** The input as a window walks over it, below an ordinary dimension. */
  private WindowSpace inputSpace(
      WindowSpace.Dimension outer, long[] sizes, ToLongFunction<WindowDimension> step) {
    WindowSpace.Dimension[] dimensions = new WindowSpace.Dimension[sizes.length + 1];
    dimensions[0] = outer;
    for (int s = 0; s < sizes.length; s++) {
      dimensions[s + 1] =
          geometry.inputDimension(s, sizes[s], step.applyAsLong(geometry.window(s)));
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
    long[] origin = new long[sizes.length + 1];
    long rest = position;
    for (int s = sizes.length - 1; s >= 0; s--) {
      WindowDimension window = geometry.window(s);
      origin[s + 1] = rest % sizes[s] * step.applyAsLong(window) - window.paddingLow();
      rest /= sizes[s];
    }
    return origin;
  }

  /**
   * @param positions output positions that are groups of the contraction, per group of the
   *     convolution
   */
  private Axis kernelOutputFeatures(long positions) {
    long features = geometry.outputFeatures();
    long stride = geometry.kernelOutputFeatureStride();
    return StridedSpace.of(features, stride).axis(g -> g / positions * features * stride);
  }

  private Axis resultFeatures(long positions) {
    long features = geometry.outputFeatures();
    long stride = geometry.resultFeatureStride();
    return StridedSpace.of(features, stride)
        .axis(g -> g / positions * features * stride + geometry.resultOffset(g % positions));
  }

  /** A property of all spatial dimensions. */
  private long[] spatial(IntToLongFunction property) {
    return IntStream.range(0, geometry.spatialRank()).mapToLong(property).toArray();
  }

  private static long[] prepend(long first, long[] rest) {
    return LongStream.concat(LongStream.of(first), LongStream.of(rest)).toArray();
  }
}
