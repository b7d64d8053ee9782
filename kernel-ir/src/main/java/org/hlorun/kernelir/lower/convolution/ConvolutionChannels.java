package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.EvenParts;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;

/**
 * A depthwise convolution whose channels lie side by side (NHWC). The lanes of vectors are
 * channels. A task copies what some rows of the output read of some channels, with its padding,
 * then sums the windows of a few positions of a row at a time, with all factors written out: the
 * positions share the factors, and most of what they read.
 */
public final class ConvolutionChannels {
  /** Channels of a task, if they can be divided so: a few lines of the cache. */
  private static final long CHANNELS = 64;

  /** Positions of a tile: fewer share too little, more have no registers. */
  private static final long MIN_TILE = 4;

  private static final long MAX_TILE = 8;

  private final ProductKernel kernel;
  private final ConvolutionGeometry geometry;
  private final int lanes;
  private final Blocks blocks;
  private final PaddedChannels memory;

  /**
   * What a task has.
   *
   * @param channels how many channels
   * @param rows how many positions of the first dimension of the output, at most
   */
  private record Blocks(long channels, long rows) {
    static Blocks of(ConvolutionGeometry geometry, ScalarType type, int lanes) {
      long all = geometry.groups();
      long vectors = all % lanes == 0 ? EvenParts.divisor(all / lanes, CHANNELS / lanes) : 0;
      long channels = vectors == 0 ? all : vectors * lanes;
      long rows = PaddedChannels.rows(geometry, type, Math.ceilDiv(channels, lanes) * lanes);
      long size = outputSize(geometry, 0);
      boolean isLine = geometry.window().size() == 1;
      return new Blocks(
          channels,
          rows == 0 ? 0 : isLine ? EvenParts.divisor(size, rows) : EvenParts.shared(size, rows, 1));
    }
  }

  /** The kernel of an instruction that {@link #fits}. */
  public ConvolutionChannels(FusedView view, TargetDescription machine) {
    this.kernel = new ProductKernel(view, ConvolutionLowering.find(view));
    this.geometry = ConvolutionGeometry.of(view, ConvolutionLowering.find(view));
    this.lanes = RegisterTile.of(machine).lanes(kernel.sum().scalar());
    this.blocks = Blocks.of(geometry, kernel.sum().scalar(), lanes);
    this.memory = new PaddedChannels(kernel, geometry, blocks.rows(), blocks.channels(), lanes);
  }

  /** Whether the kernel of this class computes an instruction. */
  public static boolean fits(FusedView view, TargetDescription machine) {
    if (ConvolutionLowering.find(view) == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, ConvolutionLowering.find(view));
    ConvolutionDimensions labels = geometry.labels();
    int last = geometry.window().size() + 1;
    ScalarType type = ProductSum.of(geometry.convolution()).scalar();
    int lanes = RegisterTile.of(machine).lanes(type);
    return !geometry.window().isEmpty()
        && geometry.convolution().get(Attribute.BATCH_GROUP_COUNT) == 1
        && geometry.columns() == 1
        && geometry.features() == 1
        && geometry.groups() >= lanes
        && geometry.depth() <= ConvolutionPlanes.MAX_WINDOW
        && labels.inputFeature() == last
        && labels.outputFeature() == last
        && labels.kernelOutputFeature() == last
        && Blocks.of(geometry, type, lanes).rows() > 0;
  }

  private static long outputSize(ConvolutionGeometry geometry, int s) {
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    return output.get(geometry.labels().outputSpatial().getInt(s));
  }

  /** The kernel. */
  public LoweredKernel lower() {
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    long groups = geometry.groups() / blocks.channels();
    long rowBlocks = Math.ceilDiv(outputSize(geometry, 0), blocks.rows());
    memory.clear();
    kernel
        .builder()
        .loop(
            output.get(geometry.labels().outputBatch()) * rowBlocks * groups,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr rest = kernel.once(task.dividedBy(groups));
              IndexExpr channel = kernel.once(task.modulo(groups).times(blocks.channels()));
              IndexExpr row = kernel.once(rest.modulo(rowBlocks).times(blocks.rows()));
              IndexExpr[] place = new IndexExpr[output.size()];
              place[geometry.labels().outputBatch()] = kernel.once(rest.dividedBy(rowBlocks));
              memory.fill(place[geometry.labels().outputBatch()], row, channel);
              positions(place, row, channel, List.of());
            });
    return kernel.finish("channels");
  }

  /** How many positions of the first dimension a task has that starts at {@code row}. */
  private IndexExpr count(IndexExpr row) {
    long total = outputSize(geometry, 0);
    if (total % blocks.rows() == 0) {
      return IndexExpr.constant(blocks.rows());
    }
    KernelBuilder builder = kernel.builder();
    Value left = builder.index(IndexExpr.constant(total).minus(row));
    Value full = builder.integer(ScalarType.I64, blocks.rows());
    return IndexExpr.variable(builder.binary(BinaryKind.SMIN, left, full), 1, blocks.rows());
  }

  /** Positions of the output in order; those of the last dimension are cut into tiles. */
  private void positions(
      IndexExpr[] place, IndexExpr row, IndexExpr channel, List<IndexExpr> outer) {
    int s = outer.size();
    if (s == geometry.window().size() - 1) {
      tiles(place, row, channel, outer);
      return;
    }
    IndexExpr limit = s == 0 ? count(row) : IndexExpr.constant(outputSize(geometry, s));
    kernel
        .builder()
        .loopBelow(
            limit,
            position -> {
              place[geometry.labels().outputSpatial().getInt(s)] =
                  s == 0 ? row.plus(position) : position;
              List<IndexExpr> next = new ArrayList<>(outer);
              next.add(position);
              positions(place, row, channel, next);
            });
  }

  private void tiles(IndexExpr[] place, IndexExpr row, IndexExpr channel, List<IndexExpr> outer) {
    boolean isBlocked = outer.isEmpty();
    long size = isBlocked ? blocks.rows() : outputSize(geometry, outer.size());
    long width = tileWidth(size);
    kernel
        .builder()
        .loop(
            Math.ceilDiv(size, width),
            LoopSchedule.SERIAL,
            number ->
                kernel.part(
                    number,
                    width,
                    size,
                    (first, count) -> tile(place, row, channel, outer, first, count)));
  }

  /** Positions of a tile: as many as divide a row if there is such a number. */
  private static long tileWidth(long size) {
    return LongStream.iterate(MAX_TILE, width -> width >= MIN_TILE, width -> width - 1)
        .filter(width -> size % width == 0)
        .findFirst()
        .orElse(Math.min(size, MIN_TILE));
  }

  private void tile(
      IndexExpr[] place,
      IndexExpr row,
      IndexExpr channel,
      List<IndexExpr> outer,
      IndexExpr first,
      long count) {
    int dimension = geometry.labels().outputSpatial().getInt(outer.size());
    IndexExpr start = outer.isEmpty() ? row.plus(first) : first;
    kernel
        .builder()
        .loop(
            blocks.channels(),
            LoopSchedule.vector(lanes, 1),
            lane -> {
              List<Value> sums = sums(outer, first, count, lane, channel);
              place[geometry.labels().outputFeature()] = channel.plus(lane);
              for (int p = 0; p < count; p++) {
                place[dimension] = start.plus(p);
                kernel.store(MultiIndex.of(List.of(place)), sums.get(p));
              }
            });
  }

  /** The sums of the windows of neighbouring positions, element by element of the window. */
  private List<Value> sums(
      List<IndexExpr> outer, IndexExpr first, long count, IndexExpr lane, IndexExpr channel) {
    List<Value> sums = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      sums.add(kernel.sum().zero(kernel.elements()));
    }
    for (long number = 0; number < geometry.depth(); number++) {
      List<IndexExpr> window = window(number);
      MultiIndex index = geometry.kernelIndex(window, IndexExpr.constant(0), channel.plus(lane));
      Value factor = kernel.factor(1, index, null);
      for (int p = 0; p < count; p++) {
        Value element = memory.load(place(outer, first.plus(p), window), lane);
        sums.set(p, kernel.sum().multiplyAdd(kernel.builder(), factor, element, sums.get(p)));
      }
    }
    return sums;
  }

  /** The position in the window of a number of its row-major order. */
  private List<IndexExpr> window(long number) {
    long rest = number;
    List<IndexExpr> window = new ArrayList<>();
    for (WindowDimension dimension : geometry.window().reversed()) {
      window.addFirst(IndexExpr.constant(rest % dimension.size()));
      rest /= dimension.size();
    }
    return window;
  }

  /** What an element of the window of a position of the task meets. */
  private List<IndexExpr> place(List<IndexExpr> outer, IndexExpr last, List<IndexExpr> window) {
    List<IndexExpr> place = new ArrayList<>(outer);
    place.add(last);
    for (int s = 0; s < place.size(); s++) {
      WindowDimension dimension = geometry.window().get(s);
      IndexExpr offset = window.get(s).times(dimension.windowDilation());
      place.set(s, place.get(s).times(dimension.stride()).plus(offset));
    }
    return place;
  }
}
