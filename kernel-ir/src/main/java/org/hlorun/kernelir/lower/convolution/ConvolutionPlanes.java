package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * A depthwise convolution of channels that lie one after the other (NCHW): every channel of every
 * image is a plane, which is copied with its padding, and its windows are summed with all factors
 * written out. The lanes of vectors walk along the last dimension.
 */
public final class ConvolutionPlanes {
  /** Windows with more elements are not written out. */
  static final long MAX_WINDOW = 49;

  private final ProductKernel kernel;
  private final ConvolutionGeometry geometry;
  private final int lanes;
  private final PaddedPlane plane;
  private final List<Value> factors = new ArrayList<>();

  /** The kernel of an instruction that {@link #fits}. */
  public ConvolutionPlanes(FusedView view, TargetDescription machine) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    this.kernel = new ProductKernel(view, convolution);
    this.geometry = ConvolutionGeometry.of(view, convolution);
    RegisterTile tile = RegisterTile.of(machine);
    int vector = tile.lanes(kernel.sum().scalar());
    this.lanes = outputSize(geometry.window().size() - 1) <= vector ? vector : 2 * vector;
    this.plane =
        new PaddedPlane(kernel, geometry, geometry.window().getLast().stride(), this.lanes);
  }

  /** Whether the kernel of this class computes an instruction. */
  public static boolean fits(FusedView view) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    if (convolution == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, convolution);
    ConvolutionDimensions labels = geometry.labels();
    return !geometry.window().isEmpty()
        && convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && geometry.columns() == 1
        && geometry.features() == 1
        && geometry.depth() <= MAX_WINDOW
        && isLast(labels.inputSpatial())
        && isLast(labels.outputSpatial())
        && PaddedPlane.fits(
            geometry,
            geometry.window().getLast().stride(),
            ProductSum.of(convolution).scalar(),
            16);
  }

  /** Whether the spatial dimensions, in order, are the last ones. */
  static boolean isLast(LongList spatial) {
    for (int s = 0; s < spatial.size(); s++) {
      if (spatial.getInt(s) != s + 2) {
        return false;
      }
    }
    return true;
  }

  /** The kernel. */
  public LoweredKernel lower() {
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    long channels = geometry.groups();
    plane.clear();
    kernel
        .builder()
        .loop(
            output.get(geometry.labels().outputBatch()) * channels,
            LoopSchedule.PARALLEL,
            task -> {
              IndexExpr image = kernel.once(task.dividedBy(channels));
              IndexExpr channel = kernel.once(task.modulo(channels));
              factors(channel, List.of());
              plane.fill(image, channel);
              IndexExpr[] place = new IndexExpr[output.size()];
              place[geometry.labels().outputBatch()] = image;
              place[geometry.labels().outputFeature()] = channel;
              rows(place, List.of());
            });
    return kernel.finish("planes");
  }

  /** Reads the factors of a channel in the order of the window. */
  private void factors(IndexExpr channel, List<IndexExpr> outer) {
    if (outer.size() == geometry.window().size()) {
      MultiIndex index = geometry.kernelIndex(outer, IndexExpr.constant(0), channel);
      factors.add(kernel.factor(1, index, null));
      return;
    }
    for (long k = 0; k < geometry.window().get(outer.size()).size(); k++) {
      factors(channel, with(outer, IndexExpr.constant(k)));
    }
  }

  private static List<IndexExpr> with(List<IndexExpr> list, IndexExpr last) {
    List<IndexExpr> result = new ArrayList<>(list);
    result.add(last);
    return result;
  }

  private long outputSize(int s) {
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    return output.get(geometry.labels().outputSpatial().getInt(s));
  }

  private void rows(IndexExpr[] place, List<IndexExpr> outer) {
    int s = outer.size();
    boolean isRow = s == geometry.window().size() - 1;
    kernel
        .builder()
        .loop(
            outputSize(s),
            isRow ? LoopSchedule.vector(lanes, 1) : LoopSchedule.SERIAL,
            position -> {
              place[s + 2] = position;
              if (!isRow) {
                rows(place, with(outer, position));
                return;
              }
              Value sum = kernel.sum().zero(kernel.elements());
              for (int number = 0; number < factors.size(); number++) {
                Value element = element(outer, number, position);
                sum = kernel.sum().multiplyAdd(kernel.builder(), factors.get(number), element, sum);
              }
              kernel.store(MultiIndex.of(List.of(place)), sum);
            });
  }

  /** The element that a factor of the window meets. */
  private Value element(List<IndexExpr> outer, int number, IndexExpr position) {
    List<IndexExpr> at = new ArrayList<>(outer);
    long rest = number;
    WindowDimension last = geometry.window().getLast();
    final long offset = rest % last.size() * last.windowDilation();
    rest /= last.size();
    for (int s = outer.size() - 1; s >= 0; s--) {
      WindowDimension dimension = geometry.window().get(s);
      long k = rest % dimension.size() * dimension.windowDilation();
      rest /= dimension.size();
      at.set(s, at.get(s).times(dimension.stride()).plus(k));
    }
    return plane.load(at, offset, position);
  }
}
