package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductOperand;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * A convolution as a product of matrices for each feature group. A row is a position of the output
 * (batch, then spatial), a column an output feature of the group, a depth a position of the window
 * and an input feature of the group. The input is seen padded and dilated, in the order batch,
 * spatial, feature.
 */
record ConvolutionGeometry(
    FusedView view,
    HloInstruction convolution,
    ConvolutionDimensions labels,
    List<WindowDimension> window,
    List<ConvolutionPhase> phases) {
  static ConvolutionGeometry of(FusedView view, HloInstruction convolution) {
    List<WindowDimension> window =
        convolution.find(Attribute.WINDOW).map(Window::dimensions).orElse(List.of());
    return new ConvolutionGeometry(
        view,
        convolution,
        convolution.get(Attribute.DIM_LABELS),
        window,
        window.stream().map(dimension -> ConvolutionPhase.WHOLE).toList());
  }

  /**
   * The parts of a convolution whose input is dilated that have no holes: each has the outputs of
   * one residue modulo the dilation in every dimension, and the positions of the window that meet
   * elements there. Only the convolution itself if there are no such parts.
   */
  List<ConvolutionGeometry> parts() {
    List<ConvolutionGeometry> parts = new ArrayList<>(List.of(this));
    for (int s = 0; s < window.size(); s++) {
      WindowDimension dimension = window.get(s);
      if (!ConvolutionPhase.fits(dimension, output(s))) {
        continue;
      }
      List<ConvolutionGeometry> next = new ArrayList<>();
      for (ConvolutionGeometry part : parts) {
        for (long residue = 0; residue < dimension.baseDilation(); residue++) {
          next.add(part.with(s, ConvolutionPhase.of(dimension, residue)));
        }
      }
      parts = next;
    }
    return parts;
  }

  private ConvolutionGeometry with(int s, ConvolutionPhase phase) {
    List<WindowDimension> dimensions = new ArrayList<>(window);
    dimensions.set(s, phase.window(window.get(s)));
    List<ConvolutionPhase> nextPhases = new ArrayList<>(phases);
    nextPhases.set(s, phase);
    return new ConvolutionGeometry(view, convolution, labels, dimensions, nextPhases);
  }

  /** Whether it has all outputs and all positions of the window. */
  boolean isWhole() {
    for (ConvolutionPhase phase : phases) {
      if (!phase.equals(ConvolutionPhase.WHOLE)) {
        return false;
      }
    }
    return true;
  }

  /** Outputs in a spatial dimension: those of the phase. */
  private long output(int s) {
    return phases.get(s).outputs(output().get(labels.outputSpatial().getInt(s)));
  }

  LongList input() {
    return ElementGenerator.dimensions(convolution.operand(0));
  }

  LongList output() {
    return ElementGenerator.dimensions(convolution);
  }

  /** Whether the window is the whole input, seen once and forwards. */
  boolean isWindowWhole() {
    boolean whole = !window.isEmpty();
    for (int s = 0; s < window.size(); s++) {
      WindowDimension dimension = window.get(s);
      whole &=
          dimension.size() == input().get(labels.inputSpatial().getInt(s))
              && dimension.paddingLow() == 0
              && dimension.paddingHigh() == 0
              && dimension.baseDilation() == 1
              && (dimension.windowDilation() == 1 || dimension.size() == 1)
              && !dimension.reversed();
    }
    return whole;
  }

  long groups() {
    return convolution.get(Attribute.FEATURE_GROUP_COUNT);
  }

  /** Input features of a group. */
  long features() {
    return input().get(labels.inputFeature()) / groups();
  }

  /** Output features of a group. */
  long columns() {
    return output().get(labels.outputFeature()) / groups();
  }

  long rows() {
    long rows = output().get(labels.outputBatch());
    for (int s = 0; s < window.size(); s++) {
      rows *= output(s);
    }
    return rows;
  }

  long depth() {
    return window.stream().mapToLong(WindowDimension::size).reduce(features(), (a, b) -> a * b);
  }

  /** The extent of the padded input that the windows touch. */
  long paddedSize(int s) {
    WindowDimension dimension = window.get(s);
    return (output(s) - 1) * dimension.stride()
        + (dimension.size() - 1) * dimension.windowDilation()
        + 1;
  }

  /** Which positions of a spatial dimension of the input lie in the padded input. */
  InputRange inputRange(int s) {
    WindowDimension dimension = window.get(s);
    long size = input().get(labels.inputSpatial().getInt(s));
    long low = dimension.paddingLow();
    long dilation = dimension.baseDilation();
    long first = Math.max(0, Math.ceilDiv(-low, dilation));
    long end = Math.min(size, Math.ceilDiv(paddedSize(s) - low, dilation));
    return new InputRange(first, Math.max(0, end - first));
  }

  /** The padded input: batch, spatial dimensions, features of all groups. */
  LongList padded() {
    List<Long> sizes = new ArrayList<>();
    sizes.add(input().get(labels.inputBatch()));
    IntStream.range(0, window.size()).forEach(s -> sizes.add(paddedSize(s)));
    sizes.add(features() * groups());
    return LongList.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /** Whether the input itself, as it lies in memory, is the padded input or larger than it. */
  boolean isPlain() {
    boolean plain =
        ProductOperand.isInMemory(view, convolution.operand(0))
            && labels.inputBatch() == 0
            && labels.inputFeature() == window.size() + 1;
    for (int s = 0; s < window.size(); s++) {
      WindowDimension dimension = window.get(s);
      plain &=
          labels.inputSpatial().getInt(s) == s + 1
              && dimension.paddingLow() == 0
              && dimension.baseDilation() == 1
              && paddedSize(s) <= input().get(s + 1);
    }
    return plain;
  }

  /**
   * Whether neighbours in the output's last dimension, but for those of size 1, have windows at
   * neighbours in the input.
   */
  boolean isLastOutputContiguous() {
    int last = output().size() - 1;
    while (last > 0 && output().get(last) == 1) {
      last--;
    }
    int from = last == labels.outputBatch() ? labels.inputBatch() : -1;
    for (int s = 0; s < window.size(); s++) {
      from = last == labels.outputSpatial().getInt(s) ? labels.inputSpatial().getInt(s) : from;
    }
    return from == input().size() - 1;
  }

  /** The sizes of the array that the product reads: the padded input, or the input if plain. */
  LongList source() {
    return isPlain() ? input() : padded();
  }

  /** The loops over the depth; the last window dimension and the features are one if they can. */
  List<Long> depthLoops() {
    List<Long> loops = new ArrayList<>();
    window.forEach(dimension -> loops.add(dimension.size()));
    loops.add(features());
    if (isMerged()) {
      long last = loops.removeLast();
      loops.add(loops.removeLast() * last);
    }
    return loops;
  }

  private boolean isMerged() {
    return !window.isEmpty() && window.getLast().windowDilation() == 1 && groups() == 1;
  }

  /** The row-major position of a depth, given the positions of {@link #depthLoops}. */
  IndexExpr depthPosition(List<IndexExpr> depth) {
    return MultiIndex.of(depth).linear(LongList.of(toArray(depthLoops())));
  }

  private static long[] toArray(List<Long> sizes) {
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  /** How far from the start of its window in the source a depth is. */
  IndexExpr depthOffset(List<IndexExpr> depth) {
    LongList sizes = source();
    IndexExpr offset = depth.getLast();
    long stride = sizes.get(sizes.size() - 1);
    int loops = depth.size() - 1;
    for (int s = window.size() - 1; s >= 0; s--) {
      if (s < loops) {
        offset = offset.plus(depth.get(s).times(stride * window.get(s).windowDilation()));
      }
      stride *= sizes.get(s + 1);
    }
    return offset;
  }

  /** The coordinates of a row: batch, then spatial. */
  List<IndexExpr> rowCoordinates(IndexExpr row) {
    List<Long> sizes = new ArrayList<>();
    sizes.add(output().get(labels.outputBatch()));
    IntStream.range(0, window.size()).forEach(s -> sizes.add(output(s)));
    return MultiIndex.delinearize(row, LongList.of(toArray(sizes))).coordinates();
  }

  /** Where in the source the window of a row starts. */
  IndexExpr windowStart(IndexExpr row) {
    List<IndexExpr> start = new ArrayList<>(rowCoordinates(row));
    for (int s = 0; s < window.size(); s++) {
      start.set(s + 1, start.get(s + 1).times(window.get(s).stride()));
    }
    start.add(IndexExpr.constant(0));
    return MultiIndex.of(start).linear(source());
  }

  /** The place of an element in the output. */
  MultiIndex outputIndex(IndexExpr row, IndexExpr feature) {
    IndexExpr[] coordinates = new IndexExpr[output().size()];
    List<IndexExpr> rows = rowCoordinates(row);
    coordinates[labels.outputBatch()] = rows.getFirst();
    boolean inOrder = labels.outputBatch() == 0 && labels.outputFeature() == window.size() + 1;
    for (int s = 0; s < window.size(); s++) {
      coordinates[labels.outputSpatial().getInt(s)] = phases.get(s).output(rows.get(s + 1));
      inOrder &= phases.get(s).dilation() == 1;
      inOrder &= labels.outputSpatial().getInt(s) == s + 1;
    }
    coordinates[labels.outputFeature()] = feature;
    long features = output().get(labels.outputFeature());
    return inOrder
        ? MultiIndex.at(List.of(coordinates), row.times(features).plus(feature))
        : MultiIndex.of(List.of(coordinates));
  }

  /** The place of a factor in the kernel operand. */
  MultiIndex kernelIndex(List<IndexExpr> positions, IndexExpr feature, IndexExpr outputFeature) {
    IndexExpr[] coordinates = new IndexExpr[window.size() + 2];
    coordinates[labels.kernelInputFeature()] = feature;
    coordinates[labels.kernelOutputFeature()] = outputFeature;
    for (int s = 0; s < window.size(); s++) {
      IndexExpr position = phases.get(s).position(positions.get(s));
      long size =
          ElementGenerator.dimensions(convolution.operand(1)).get(labels.kernelSpatial().getInt(s));
      coordinates[labels.kernelSpatial().getInt(s)] =
          window.get(s).reversed() ? IndexExpr.constant(size - 1).minus(position) : position;
    }
    return MultiIndex.of(List.of(coordinates));
  }
}
