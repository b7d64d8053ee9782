package org.hlorun.kernelir.lower.convolution;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.product.SizeArgument;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;

/**
 * The products of a depthwise convolution of {@link ConvolutionPlaneGradient} with nothing fused to
 * it. The kernel is one of a library: it is the same for all planes, which are an argument, so that
 * it is compiled once for all programs.
 */
final class LibraryPlaneGradient {
  private static final Map<LibraryPlaneGradientCode.Form, Kernel> KERNELS =
      new ConcurrentHashMap<>();

  /** Strides and dilations of more than this are rare: each phase of a row is code of its own. */
  private static final long MAX_STEP = 4;

  private final ConvolutionGeometry geometry;
  private final ConvolutionDimensions labels;
  private final WindowDimension down;
  private final WindowDimension across;
  private final LibraryPlaneGradientCode.Form form;
  private final long channels;
  private final long groups;

  /**
   * The products of a convolution that {@link #fits}.
   *
   * @param channels of a task: a divisor of all channels
   * @param groups of images
   */
  LibraryPlaneGradient(
      ConvolutionGeometry geometry, ScalarType type, int lanes, long channels, long groups) {
    this.geometry = geometry;
    this.labels = geometry.labels();
    this.down = geometry.window().getFirst();
    this.across = geometry.window().getLast();
    this.channels = channels;
    this.groups = groups;
    this.form =
        new LibraryPlaneGradientCode.Form(
            type,
            lanes,
            (int) geometry.output().get(labels.outputSpatial().getInt(0)),
            (int) geometry.output().get(labels.outputSpatial().getInt(1)),
            (int) across.stride(),
            (int) across.windowDilation());
  }

  /** Whether the library has a depthwise convolution of {@link ConvolutionPlaneGradient}. */
  static boolean fits(ConvolutionGeometry geometry) {
    List<WindowDimension> window = geometry.window();
    return window.size() == 2
        && window.stream().allMatch(dimension -> dimension.baseDilation() == 1)
        && window.getLast().stride() <= MAX_STEP
        && window.getLast().windowDilation() <= MAX_STEP;
  }

  /** The kernel that sums each group's products, in the order of the output. */
  LoweredKernel lower(Argument partial) {
    LibraryPlaneGradientCode.Sizes sizes = sizes();
    Kernel kernel = KERNELS.computeIfAbsent(form, LibraryPlaneGradientCode.Form::kernel);
    long[] numbers =
        LongStream.concat(LongStream.of(sizes.toArray()), LongStream.of(phases())).toArray();
    Argument left = new Argument.Operand(0, 0);
    Argument right = new Argument.Operand(1, 0);
    return new LoweredKernel(
        kernel, List.of(SizeArgument.of(numbers), left, right, partial), null, sizes.tasks());
  }

  private LibraryPlaneGradientCode.Sizes sizes() {
    LongList left = geometry.input();
    LongList right = ElementGenerator.dimensions(geometry.convolution().operand(1));
    LongList output = geometry.output();
    long channelGroups = left.get(labels.inputBatch()) / channels;
    InputRange rows = geometry.inputRange(0);
    long leftRow = step(left, labels.inputSpatial().getInt(0));
    long planeRow = form.step() * phase();
    return new LibraryPlaneGradientCode.Sizes(
        geometry.features() / groups,
        channels,
        channelGroups,
        output.stream().reduce(1, (a, b) -> a * b),
        step(left, labels.inputFeature()),
        step(left, labels.inputBatch()),
        leftRow,
        rows.count(),
        rows.first() * leftRow,
        step(right, labels.kernelInputFeature()),
        step(right, labels.kernelOutputFeature()),
        down.size(),
        across.size(),
        PaddedPlane.rows(geometry) * planeRow,
        (rows.first() + down.paddingLow()) * planeRow,
        planeRow,
        phase(),
        down.windowDilation() * planeRow,
        down.stride() * planeRow,
        step(output, labels.outputFeature()),
        step(output, labels.outputSpatial().getInt(0)),
        step(output, labels.outputSpatial().getInt(1)),
        groups * channelGroups);
  }

  private long phase() {
    return PaddedPlane.phaseSize(geometry, form.step(), form.lanes());
  }

  /** Where each phase of a row is in the input and in a plane, and its elements. */
  private long[] phases() {
    InputRange range = geometry.inputRange(1);
    int step = form.step();
    long[] numbers = new long[3 * step];
    for (int p = 0; p < Math.min(step, range.count()); p++) {
      long offset = range.first() + p + across.paddingLow();
      numbers[3 * p] = range.first() + p;
      numbers[3 * p + 1] = offset % step * phase() + offset / step;
      numbers[3 * p + 2] = Math.ceilDiv(range.count() - p, step);
    }
    return numbers;
  }

  /** Elements from one index of a dimension to the next. */
  private static long step(LongList sizes, int dimension) {
    return sizes.stream().skip(dimension + 1L).reduce(1, (a, b) -> a * b);
  }
}
