package org.hlorun.kernelir.lower.tile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.TensorTiles;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * The left matrix of a convolution in tiles that are boxes of the input: the rows of a tile are a
 * box of places of the result, which a position in the window moves as a whole. What a copy of a
 * box takes from around the input is zero, as the padding is. Rows are numbered tile by tile, so
 * that some stand for no place of the result.
 *
 * @param convolution one whose windows begin at every place
 * @param array the input, features innermost
 * @param window the dimensions of the window
 * @param extents places of a tile along each dimension of the input but the last
 */
record ConvolutionBoxes(
    HloInstruction convolution,
    HloInstruction array,
    List<WindowDimension> window,
    LongList extents)
    implements BoxSource {
  /** Rows of a tile. */
  static final int ROWS = WarpgroupProduct.ROWS;

  private static final int MOST_DIMENSIONS = 5;

  /**
   * The boxes of a convolution's input.
   *
   * @param features features of a line of a tile
   * @return null if copies of boxes cannot make tiles
   */
  static ConvolutionBoxes of(
      HloInstruction convolution,
      HloInstruction input,
      List<WindowDimension> window,
      int features) {
    LongList sizes = ElementGenerator.dimensions(input);
    int last = sizes.size() - 1;
    boolean fits =
        sizes.size() <= MOST_DIMENSIONS
            && convolution.get(Attribute.DIM_LABELS).inputFeature() == last
            && convolution.get(Attribute.FEATURE_GROUP_COUNT) == 1
            && sizes.get(last) % features == 0
            && sizes.stream().allMatch(size -> size <= Integer.MAX_VALUE)
            && window.stream().allMatch(d -> d.stride() == 1 && d.baseDilation() == 1);
    return fits
        ? new ConvolutionBoxes(convolution, input, window, LongList.of()).withFewestTiles()
        : null;
  }

  private ConvolutionBoxes withFewestTiles() {
    long[] extents = new long[dimensions()];
    Arrays.fill(extents, 1);
    return fewest(extents, 0, ROWS);
  }

  /** The fewest tiles if the extents from a dimension on are powers of two with a product. */
  private ConvolutionBoxes fewest(long[] chosen, int dimension, long product) {
    if (dimension == chosen.length - 1) {
      long[] all = chosen.clone();
      all[dimension] = product;
      return new ConvolutionBoxes(convolution, array, window, LongList.of(all));
    }
    ConvolutionBoxes best = null;
    for (long extent = 1; extent <= product; extent *= 2) {
      long[] all = chosen.clone();
      all[dimension] = extent;
      ConvolutionBoxes found = fewest(all, dimension + 1, product / extent);
      best = best == null || found.tileCount() < best.tileCount() ? found : best;
    }
    return best;
  }

  private ConvolutionDimensions labels() {
    return convolution.get(Attribute.DIM_LABELS);
  }

  /** Dimensions of the input but the features. */
  private int dimensions() {
    return ElementGenerator.dimensions(array).size() - 1;
  }

  /** The spatial dimension that a dimension of the input is; -1 for the batch. */
  private int spatial(int dimension) {
    return labels().inputSpatial().indexOf((long) dimension);
  }

  /** Places of the result along a dimension of the input. */
  private long count(int dimension) {
    int spatial = spatial(dimension);
    int result = spatial < 0 ? labels().outputBatch() : labels().outputSpatial().getInt(spatial);
    return ElementGenerator.dimensions(convolution).get(result);
  }

  private LongList tileCounts() {
    long[] counts = new long[dimensions()];
    for (int d = 0; d < counts.length; d++) {
      counts[d] = Math.ceilDiv(count(d), extents.get(d));
    }
    return LongList.of(counts);
  }

  /** How many tiles there are. */
  long tileCount() {
    return tileCounts().stream().reduce(1, (a, b) -> a * b);
  }

  /** The place of the result along each dimension of the input. */
  private List<IndexExpr> place(IndexExpr row) {
    MultiIndex tile = MultiIndex.delinearize(row.dividedBy(ROWS), tileCounts());
    MultiIndex inTile = MultiIndex.delinearize(row.modulo(ROWS), extents);
    List<IndexExpr> place = new ArrayList<>();
    for (int d = 0; d < dimensions(); d++) {
      place.add(tile.get(d).times(extents.get(d)).plus(inTile.get(d)));
    }
    return place;
  }

  /** The batch and the spatial positions of a row. */
  List<IndexExpr> resultPlace(IndexExpr row) {
    List<IndexExpr> place = place(row);
    List<IndexExpr> result = new ArrayList<>(List.of(place.get(labels().inputBatch())));
    labels().inputSpatial().stream().forEach(d -> result.add(place.get((int) d)));
    return result;
  }

  /** Whether a row stands for a place of the result; null = true. */
  Value inside(KernelBuilder builder, IndexExpr row) {
    List<IndexExpr> place = place(row);
    Value inside = null;
    for (int d = 0; d < dimensions(); d++) {
      inside = BoundsCode.within(builder, inside, place.get(d), count(d));
    }
    return inside;
  }

  @Override
  public TensorTiles tiles(MatrixFactor factor, int line, int lines) {
    LongList sizes = ElementGenerator.dimensions(array);
    List<Long> lengths = new ArrayList<>(List.of(sizes.get(dimensions())));
    List<Long> strides = new ArrayList<>();
    List<Integer> box = new ArrayList<>(List.of(line));
    long stride = sizes.get(dimensions()) * factor.byteSize();
    for (int d = dimensions() - 1; d >= 0; d--) {
      lengths.add(sizes.get(d));
      strides.add(stride);
      box.add(Math.toIntExact(extents.get(d)));
      stride *= sizes.get(d);
    }
    return new TensorTiles(factor, lengths, strides, box);
  }

  @Override
  public List<IndexExpr> boxPosition(IndexExpr batch, IndexExpr along, IndexExpr across) {
    List<Long> depth = new ArrayList<>(window.stream().map(WindowDimension::size).toList());
    depth.add(ElementGenerator.dimensions(array).get(dimensions()));
    long[] sizes = depth.stream().mapToLong(Long::longValue).toArray();
    MultiIndex at = MultiIndex.delinearize(along, LongList.of(sizes));
    List<IndexExpr> place = place(across);
    List<IndexExpr> position = new ArrayList<>(List.of(at.get(window.size())));
    for (int d = dimensions() - 1; d >= 0; d--) {
      int spatial = spatial(d);
      position.add(
          spatial < 0
              ? place.get(d)
              : place
                  .get(d)
                  .plus(at.get(spatial).times(window.get(spatial).windowDilation()))
                  .plus(-window.get(spatial).paddingLow()));
    }
    return position;
  }
}
