package org.hlorun.language.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.hlorun.language.collection.LongList;

/**
 * What one level of tiles does to an array that fills them: its dimensions, most major first, are
 * relabelled, and the new ones reordered. After all steps the elements lie in memory in row-major
 * order.
 *
 * <p>A tile of {@code k} sizes applies to the {@code k} most minor dimensions; extent {@code d}
 * becomes {@code d / t} tiles of {@code t}, and the coordinates in the tile are more minor than all
 * those of tiles. {@code *} first merges a dimension into the next more minor one. Further tiles
 * apply to what the ones before them made (XLA's documentation, <i>Tiled layout</i>).
 *
 * @param split the dimensions in which those before the step are read, in row-major order
 * @param permutation dimension {@code i} behind the step is {@code split[permutation[i]]}
 */
public record TileStep(LongList split, LongList permutation) {

  /** The dimensions behind the step. */
  public LongList after() {
    return permutation.map(d -> split.get((int) d));
  }

  /** The dimensions of an array in the order of its layout, the most major one first. */
  public static LongList majorToMinor(Layout layout) {
    LongList minorToMajor = layout.minorToMajor();
    int rank = minorToMajor.size();
    return LongList.of(
        LongStream.range(0, rank).map(i -> minorToMajor.get(rank - 1 - (int) i)).toArray());
  }

  /**
   * The steps of all tiles of a shape's layout.
   *
   * @return empty if the array does not fill the tiles, so that there is padding, or they do not
   *     fit its dimensions
   */
  public static Optional<List<TileStep>> of(ArrayShape shape) {
    LongList dimensions =
        majorToMinor(shape.layout()).map(dimension -> shape.dimension((int) dimension));
    List<TileStep> steps = new ArrayList<>();
    for (Tile tile : shape.layout().tiles()) {
      TileStep step = step(dimensions, tile.dimensions());
      if (step == null) {
        return Optional.empty();
      }
      steps.add(step);
      dimensions = step.after();
    }
    return Optional.of(steps);
  }

  private static TileStep step(LongList dimensions, LongList tile) {
    int outer = dimensions.size() - tile.size();
    if (outer < 0) {
      return null;
    }
    List<Long> split = new ArrayList<>();
    List<Long> tiles = new ArrayList<>();
    List<Long> inside = new ArrayList<>();
    for (int d = 0; d < outer; d++) {
      tiles.add((long) split.size());
      split.add(dimensions.get(d));
    }
    long merged = 1;
    for (int i = 0; i < tile.size(); i++) {
      merged *= dimensions.get(outer + i);
      long size = tile.get(i);
      if (size == Tile.COMBINE) {
        continue;
      }
      if (size <= 0 || merged % size != 0) {
        return null;
      }
      tiles.add((long) split.size());
      split.add(merged / size);
      inside.add((long) split.size());
      split.add(size);
      merged = 1;
    }
    tiles.addAll(inside);
    boolean openEnd = !tile.isEmpty() && tile.get(tile.size() - 1) == Tile.COMBINE;
    return openEnd ? null : new TileStep(list(split), list(tiles));
  }

  private static LongList list(List<Long> values) {
    return LongList.of(values.stream().mapToLong(Long::longValue).toArray());
  }
}
