package org.hlorun.kernelir.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hlorun.kernelir.index.IndexExpr;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * The gradient of a depthwise convolution's factors: a convolution with a batch group per channel,
 * whose window is an image and whose few results are sums over all images. Each result of a channel
 * is a sum in a vector register; images are summed one by one, and then together, in an order that
 * depends on the shapes alone.
 */
final class ConvolutionPlaneGradient {
  /** Results of a channel that are summed side by side. */
  private static final long MAX_RESULTS = 25;

  private final ProductKernel kernel;
  private final ConvolutionGeometry geometry;
  private final int lanes;
  private final PaddedPlane plane;
  private final List<List<Long>> results = new ArrayList<>();
  private final Buffer sums;

  ConvolutionPlaneGradient(FusedView view, TargetDescription machine) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    this.kernel = new ProductKernel(view, convolution);
    this.geometry = ConvolutionGeometry.of(view, convolution);
    ScalarType type = kernel.sum().scalar();
    this.lanes = RegisterTile.of(machine).lanes(type);
    this.plane =
        new PaddedPlane(kernel, geometry, geometry.window().getLast().windowDilation(), lanes);
    addResults(List.of());
    this.sums = kernel.builder().local("sums", type, (long) results.size() * lanes);
  }

  /** Whether the kernel of this class computes an instruction. */
  static boolean fits(FusedView view) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    if (convolution == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, convolution);
    ConvolutionDimensions labels = geometry.labels();
    long channels = convolution.get(Attribute.BATCH_GROUP_COUNT);
    return !geometry.window().isEmpty()
        && channels > 1
        && geometry.groups() == 1
        && ElementGenerator.dimensions(convolution.operand(0)).get(labels.inputBatch()) == channels
        && ElementGenerator.dimensions(convolution).get(labels.outputFeature()) == channels
        && geometry.rows() <= MAX_RESULTS
        && geometry.window().stream().noneMatch(WindowDimension::reversed)
        && ConvolutionPlanes.isLast(labels.inputSpatial())
        && ConvolutionPlanes.isLast(labels.kernelSpatial())
        && PaddedPlane.fits(
            geometry,
            geometry.window().getLast().windowDilation(),
            ProductSum.of(convolution).scalar(),
            16);
  }

  /** Numbers the results of a channel by their spatial position. */
  private void addResults(List<Long> outer) {
    int s = outer.size();
    if (s == geometry.window().size()) {
      results.add(outer);
      return;
    }
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    for (long o = 0; o < output.get(geometry.labels().outputSpatial().getInt(s)); o++) {
      List<Long> next = new ArrayList<>(outer);
      next.add(o);
      addResults(next);
    }
  }

  LoweredKernel lower() {
    KernelBuilder builder = kernel.builder();
    Value zero = kernel.sum().zero(kernel.elements());
    builder.loop(
        geometry.convolution().get(Attribute.BATCH_GROUP_COUNT),
        LoopSchedule.PARALLEL,
        channel -> {
          builder.loop(
              sums.count(),
              LoopSchedule.vector(lanes, 1),
              place -> builder.store(sums, place, zero, null));
          builder.loop(
              geometry.features(),
              LoopSchedule.SERIAL,
              image -> {
                plane.fill(channel, image);
                addImage(channel, image);
              });
          for (int number = 0; number < results.size(); number++) {
            write(channel, number);
          }
        });
    return kernel.finish("gradient");
  }

  private void addImage(IndexExpr channel, IndexExpr image) {
    KernelBuilder builder = kernel.builder();
    Value zero = kernel.sum().zero(kernel.elements());
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          IndexExpr[] factor = new IndexExpr[geometry.window().size() + 2];
          factor[geometry.labels().kernelInputFeature()] = image;
          factor[geometry.labels().kernelOutputFeature()] = channel;
          List<Value> totals =
              rows(lane, factor, List.of(), Collections.nCopies(results.size(), zero));
          for (int number = 0; number < results.size(); number++) {
            IndexExpr place = lane.plus((long) number * lanes);
            Value old = builder.load(sums, place, null);
            builder.store(sums, place, kernel.sum().add(builder, old, totals.get(number)), null);
          }
        });
  }

  private List<Value> rows(
      IndexExpr lane, IndexExpr[] factor, List<IndexExpr> outer, List<Value> initial) {
    int s = outer.size();
    if (s == geometry.window().size() - 1) {
      return row(lane, factor, outer, initial);
    }
    return kernel
        .builder()
        .loop(
            geometry.window().get(s).size(),
            LoopSchedule.SERIAL,
            initial,
            (position, carried) -> {
              factor[s + 2] = position;
              List<IndexExpr> next = new ArrayList<>(outer);
              next.add(position);
              return rows(lane, factor, next, carried);
            },
            null);
  }

  private List<Value> row(
      IndexExpr lane, IndexExpr[] factor, List<IndexExpr> outer, List<Value> initial) {
    KernelBuilder builder = kernel.builder();
    long size = geometry.window().getLast().size();
    long blocks = size / lanes;
    List<Value> totals = initial;
    if (blocks > 0) {
      totals =
          builder.loop(
              blocks,
              LoopSchedule.SERIAL,
              initial,
              (block, carried) -> add(block.times(lanes).plus(lane), factor, outer, carried, null),
              null);
    }
    if (blocks * lanes < size) {
      IndexExpr position = lane.plus(blocks * lanes);
      Value inside =
          builder.compare(
              Predicate.SLT, builder.index(position), builder.integer(ScalarType.I64, size));
      totals = add(position, factor, outer, totals, inside);
    }
    return totals;
  }

  /** Adds the products of a vector to all sums; where {@code inside} is false they stay. */
  private List<Value> add(
      IndexExpr position,
      IndexExpr[] factor,
      List<IndexExpr> outer,
      List<Value> old,
      Value inside) {
    KernelBuilder builder = kernel.builder();
    factor[geometry.window().size() + 1] = position;
    Value weight = kernel.factor(1, MultiIndex.of(List.of(factor)), inside);
    List<Value> next = new ArrayList<>();
    for (int number = 0; number < results.size(); number++) {
      Value element = element(results.get(number), outer, position);
      Value sum = kernel.sum().multiplyAdd(builder, weight, element, old.get(number));
      next.add(inside == null ? sum : builder.select(inside, sum, old.get(number)));
    }
    return next;
  }

  private Value element(List<Long> result, List<IndexExpr> outer, IndexExpr position) {
    List<IndexExpr> at = new ArrayList<>();
    for (int s = 0; s < outer.size(); s++) {
      WindowDimension dimension = geometry.window().get(s);
      at.add(
          outer.get(s).times(dimension.windowDilation()).plus(result.get(s) * dimension.stride()));
    }
    return plane.load(at, result.getLast() * geometry.window().getLast().stride(), position);
  }

  private void write(IndexExpr channel, int number) {
    KernelBuilder builder = kernel.builder();
    Value total =
        builder
            .loop(
                lanes,
                LoopSchedule.vector(lanes, 1),
                List.of(kernel.sum().zero(kernel.elements())),
                (lane, carried) -> {
                  Value sum = builder.load(sums, lane.plus((long) number * lanes), null);
                  return List.of(kernel.sum().add(builder, carried.getFirst(), sum));
                },
                (lefts, rights) ->
                    List.of(kernel.sum().add(builder, lefts.getFirst(), rights.getFirst())))
            .getFirst();
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    IndexExpr[] place = new IndexExpr[output.size()];
    place[geometry.labels().outputBatch()] = IndexExpr.constant(0);
    place[geometry.labels().outputFeature()] = channel;
    for (int s = 0; s < geometry.window().size(); s++) {
      place[geometry.labels().outputSpatial().getInt(s)] =
          IndexExpr.constant(results.get(number).get(s));
    }
    kernel.store(MultiIndex.of(List.of(place)), total);
  }
}
