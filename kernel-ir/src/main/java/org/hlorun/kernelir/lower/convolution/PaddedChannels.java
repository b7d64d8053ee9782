package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MovementCode;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;

/**
 * Some channels of what neighbouring positions of the first dimension of the output read: a part of
 * one image, padded and dilated, in memory of the kernel's own. Channels are innermost.
 */
final class PaddedChannels {
  /** As much stays in the second cache beside what it is made of. */
  private static final long MAX_BYTES = 128 << 10;

  private final ProductKernel kernel;
  private final ConvolutionGeometry geometry;
  private final int lanes;
  private final long channels;
  private final long rows;
  private final long rowSize;
  private final Buffer memory;

  /**
   * @param outputRows positions of the first dimension of the output
   * @param channels how many channels
   * @param lanes of a vector
   */
  PaddedChannels(
      ProductKernel kernel,
      ConvolutionGeometry geometry,
      long outputRows,
      long channels,
      int lanes) {
    this.kernel = kernel;
    this.geometry = geometry;
    this.lanes = lanes;
    this.channels = channels;
    this.rows = inputRows(geometry, outputRows);
    this.rowSize = positions(geometry) * Math.ceilDiv(channels, lanes) * lanes;
    this.memory = kernel.builder().local("part", kernel.sum().scalar(), rows * rowSize);
  }

  private static long inputRows(ConvolutionGeometry geometry, long outputRows) {
    WindowDimension first = geometry.window().getFirst();
    return (outputRows - 1) * first.stride() + (first.size() - 1) * first.windowDilation() + 1;
  }

  /** Positions of all dimensions but the first, or more than the memory has. */
  private static long positions(ConvolutionGeometry geometry) {
    long positions = 1;
    for (int s = 1; s < geometry.window().size(); s++) {
      positions = Math.min(MAX_BYTES + 1, positions * Math.min(MAX_BYTES, geometry.paddedSize(s)));
    }
    return positions;
  }

  /** For how many positions of the first dimension of the output there is room; 0 = none. */
  static long rows(ConvolutionGeometry geometry, ScalarType type, long channels) {
    long rowBytes = positions(geometry) * Math.min(MAX_BYTES, channels) * type.byteSize();
    long room = MAX_BYTES / rowBytes;
    long single = inputRows(geometry, 1);
    return room < single ? 0 : (room - single) / geometry.window().getFirst().stride() + 1;
  }

  /** Reads a channel of a position. */
  Value load(List<IndexExpr> position, IndexExpr channel) {
    return kernel.builder().load(memory, place(position, channel), null);
  }

  private IndexExpr place(List<IndexExpr> position, IndexExpr channel) {
    IndexExpr number = IndexExpr.constant(0);
    for (int s = 0; s < position.size(); s++) {
      number = number.times(s == 0 ? 1 : geometry.paddedSize(s)).plus(position.get(s));
    }
    return number.times(rowSize / positions(geometry)).plus(channel);
  }

  /** Writes zeros everywhere, which is needed once: copies leave most of the padding as it is. */
  void clear() {
    KernelBuilder builder = kernel.builder();
    Value zero = kernel.sum().zero(kernel.elements());
    builder.loop(
        memory.count(), LoopSchedule.vector(lanes, 2), at -> builder.store(memory, at, zero, null));
  }

  /**
   * Copies a part of an image; rows that it has not are zero.
   *
   * @param outputRow the first position of the first dimension of the output
   * @param channel the first channel
   */
  void fill(IndexExpr batch, IndexExpr outputRow, IndexExpr channel) {
    WindowDimension dimension = geometry.window().getFirst();
    LongList sizes = ElementGenerator.dimensions(geometry.convolution().operand(0));
    int d = geometry.labels().inputSpatial().getInt(0);
    IndexExpr[] coordinates = new IndexExpr[sizes.size()];
    coordinates[geometry.labels().inputBatch()] = batch;
    MovementCode movement = new MovementCode(kernel.elements());
    IndexExpr start =
        kernel.once(outputRow.times(dimension.stride()).plus(-dimension.paddingLow()));
    kernel
        .builder()
        .loop(
            rows,
            LoopSchedule.SERIAL,
            row -> {
              IndexExpr padded = start.plus(row);
              coordinates[d] = padded.dividedBy(dimension.baseDilation());
              Value inside = movement.isZero(null, padded.modulo(dimension.baseDilation()));
              inside = movement.inRange(inside, coordinates[d], sizes.get(d));
              fillRow(coordinates, row, channel, inside);
            });
  }

  private void fillRow(IndexExpr[] coordinates, IndexExpr row, IndexExpr channel, Value inside) {
    if (inside == null) {
      copy(coordinates, List.of(row), channel);
      return;
    }
    KernelBuilder builder = kernel.builder();
    builder.branch(
        inside,
        () -> {
          copy(coordinates, List.of(row), channel);
          return List.of();
        },
        () -> {
          Value zero = kernel.sum().zero(kernel.elements());
          builder.loop(
              rowSize,
              LoopSchedule.vector(lanes, 1),
              at -> builder.store(memory, row.times(rowSize).plus(at), zero, null));
          return List.of();
        });
  }

  private void copy(IndexExpr[] coordinates, List<IndexExpr> outer, IndexExpr channel) {
    int s = outer.size();
    KernelBuilder builder = kernel.builder();
    if (s == geometry.window().size()) {
      builder.loop(
          channels,
          LoopSchedule.vector(lanes, 1),
          lane -> {
            coordinates[geometry.labels().inputFeature()] = channel.plus(lane);
            Value element = kernel.factor(0, MultiIndex.of(List.of(coordinates)), null);
            builder.store(memory, place(outer, lane), element, null);
          });
      return;
    }
    WindowDimension dimension = geometry.window().get(s);
    InputRange range = geometry.inputRange(s);
    builder.loop(
        range.count(),
        LoopSchedule.SERIAL,
        number -> {
          IndexExpr position = number.plus(range.first());
          coordinates[geometry.labels().inputSpatial().getInt(s)] = position;
          List<IndexExpr> next = new ArrayList<>(outer);
          next.add(position.times(dimension.baseDilation()).plus(dimension.paddingLow()));
          copy(coordinates, next, channel);
        });
  }
}
