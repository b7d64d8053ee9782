package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CommonDivisor;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.language.attribute.WindowDimension;

/**
 * One channel of one image, padded and dilated, in memory of the kernel's own. Its rows are kept in
 * {@code step} phases, so that every {@code step}-th element of a row is a neighbour of the one
 * before: strided windows are read as vectors.
 */
final class PaddedPlane {
  /** More than this is no longer close to the core. */
  static final long MAX_BYTES = 256 << 10;

  private final ProductKernel kernel;
  private final ConvolutionGeometry geometry;
  private final long step;
  private final int lanes;
  private final long phaseSize;
  private final Buffer memory;

  /**
   * @param step the distance in the last dimension of what one vector reads
   * @param lanes elements behind the end of a row that vectors may read
   */
  PaddedPlane(ProductKernel kernel, ConvolutionGeometry geometry, long step, int lanes) {
    this.kernel = kernel;
    this.geometry = geometry;
    this.step = step;
    this.lanes = lanes;
    this.phaseSize = phaseSize(geometry, step, lanes);
    this.memory =
        kernel.builder().local("plane", kernel.sum().scalar(), rows(geometry) * step * phaseSize);
  }

  private static int last(ConvolutionGeometry geometry) {
    return geometry.window().size() - 1;
  }

  /** Elements of a phase of a row: so many that vectors may read behind its end. */
  static long phaseSize(ConvolutionGeometry geometry, long step, int lanes) {
    long size = Math.ceilDiv(geometry.paddedSize(last(geometry)), step) + lanes;
    return Math.ceilDiv(size, lanes) * lanes;
  }

  /** Rows of a plane. */
  static long rows(ConvolutionGeometry geometry) {
    long rows = 1;
    for (int s = 0; s < last(geometry); s++) {
      rows *= geometry.paddedSize(s);
    }
    return rows;
  }

  /** Whether planes of a convolution are small enough. */
  static boolean fits(ConvolutionGeometry geometry, long step, ScalarType type, int lanes) {
    long limit = MAX_BYTES / type.byteSize();
    for (int s = 0; s <= last(geometry); s++) {
      if (geometry.paddedSize(s) > limit) {
        return false;
      }
    }
    double count = (double) step * phaseSize(geometry, step, lanes);
    for (int s = 0; s < last(geometry); s++) {
      count *= geometry.paddedSize(s);
    }
    return count <= limit;
  }

  /**
   * Reads an element.
   *
   * @param outer its place in all dimensions but the last
   * @param offset its place in the last dimension, without what {@code number} adds
   * @param number how many steps further it is
   */
  Value load(List<IndexExpr> outer, long offset, IndexExpr number) {
    return kernel.builder().load(memory, place(outer, offset, number), null);
  }

  private IndexExpr place(List<IndexExpr> outer, long offset, IndexExpr number) {
    return row(outer)
        .times(step)
        .plus(offset % step)
        .times(phaseSize)
        .plus(number.plus(offset / step));
  }

  private IndexExpr row(List<IndexExpr> outer) {
    IndexExpr row = IndexExpr.constant(0);
    for (int s = 0; s < outer.size(); s++) {
      row = row.times(geometry.paddedSize(s)).plus(outer.get(s));
    }
    return row;
  }

  /** Writes zeros everywhere, which is needed once: copies leave the padding as it is. */
  void clear() {
    KernelBuilder builder = kernel.builder();
    Value zero = kernel.sum().zero(kernel.elements());
    builder.loop(
        memory.count(), LoopSchedule.vector(lanes, 2), at -> builder.store(memory, at, zero, null));
  }

  /** Copies a channel of an image. */
  void fill(IndexExpr batch, IndexExpr feature) {
    IndexExpr[] coordinates = new IndexExpr[geometry.window().size() + 2];
    coordinates[geometry.labels().inputBatch()] = batch;
    coordinates[geometry.labels().inputFeature()] = feature;
    copy(coordinates, new ArrayList<>());
  }

  private void copy(IndexExpr[] coordinates, List<IndexExpr> outer) {
    int s = outer.size();
    if (s == last(geometry)) {
      copyRow(coordinates, outer);
      return;
    }
    WindowDimension dimension = geometry.window().get(s);
    InputRange range = geometry.inputRange(s);
    kernel
        .builder()
        .loop(
            range.count(),
            LoopSchedule.SERIAL,
            number -> {
              IndexExpr position = number.plus(range.first());
              coordinates[geometry.labels().inputSpatial().getInt(s)] = position;
              List<IndexExpr> next = new ArrayList<>(outer);
              next.add(position.times(dimension.baseDilation()).plus(dimension.paddingLow()));
              copy(coordinates, next);
            });
  }

  /** A row of the input, one phase after the other; every phase by itself is evenly spaced. */
  private void copyRow(IndexExpr[] coordinates, List<IndexExpr> outer) {
    int s = last(geometry);
    WindowDimension dimension = geometry.window().get(s);
    InputRange range = geometry.inputRange(s);
    long dilation = dimension.baseDilation();
    long period = step / CommonDivisor.of(step, dilation);
    for (long start = 0; start < Math.min(period, range.count()); start++) {
      long first = range.first() + start;
      long offset = first * dilation + dimension.paddingLow();
      long count = Math.ceilDiv(range.count() - start, period);
      copyPhase(
          count,
          period * dilation / step,
          (number, inside) -> {
            coordinates[geometry.labels().inputSpatial().getInt(s)] =
                number.times(period).plus(first);
            return kernel.factor(0, MultiIndex.of(List.of(coordinates)), inside);
          },
          number -> place(outer, offset, number));
    }
  }

  /** An element of a phase by its number; where the mask is false nothing may be read. */
  @FunctionalInterface
  private interface Source {
    Value element(IndexExpr number, Value inside);
  }

  /**
   * Copies elements of a phase of a row. If they lie side by side the last vector is written as a
   * whole, with zeros behind them, where there is nothing but padding: masked stores are slow.
   */
  private void copyPhase(
      long count, long distance, Source source, Function<IndexExpr, IndexExpr> places) {
    KernelBuilder builder = kernel.builder();
    long whole = distance == 1 ? count / lanes * lanes : count;
    if (whole > 0) {
      builder.loop(
          whole,
          LoopSchedule.vector(lanes, 1),
          number ->
              builder.store(
                  memory,
                  places.apply(number.times(distance)),
                  source.element(number, null),
                  null));
    }
    if (whole < count) {
      builder.loop(
          lanes,
          LoopSchedule.vector(lanes, 1),
          lane -> {
            IndexExpr number = lane.plus(whole);
            Value inside =
                builder.compare(
                    Predicate.SLT, builder.index(number), builder.integer(ScalarType.I64, count));
            Value element = source.element(number, inside);
            Value padded = builder.select(inside, element, kernel.sum().zero(kernel.elements()));
            builder.store(memory, places.apply(number), padded, null);
          });
    }
  }
}
