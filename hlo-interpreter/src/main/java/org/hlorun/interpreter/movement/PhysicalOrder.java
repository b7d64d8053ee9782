package org.hlorun.interpreter.movement;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Tile;

/**
 * Where the elements of an array lie in memory by its layout: in the order of {@code
 * minor_to_major}, cut into tiles.
 *
 * <p>A tile of {@code k} sizes applies to the {@code k} most minor dimensions, whose extents {@code
 * d} become {@code ceil(d / t)} tiles of {@code t}: element {@code e} is {@code e mod t} in tile
 * {@code floor(e / t)}, and the coordinates in the tile are more minor than all of those of tiles.
 * {@code *} first merges a dimension into the next more minor one. Further tiles apply to what the
 * ones before them made. What fills the last tiles up is padding (XLA's documentation, <i>Tiled
 * layout</i>).
 */
final class PhysicalOrder {
  private final long[] dimensions;
  private final int[] majorToMinor;
  private final List<Tile> tiles;
  private final long size;

  PhysicalOrder(ArrayShape shape) {
    dimensions = shape.dimensions().toArray();
    int[] minorToMajor = shape.layout().minorToMajor().toIntArray();
    majorToMinor = new int[minorToMajor.length];
    for (int i = 0; i < minorToMajor.length; i++) {
      majorToMinor[i] = minorToMajor[minorToMajor.length - 1 - i];
    }
    tiles = shape.layout().tiles();
    size = walk(new long[dimensions.length])[0];
  }

  /** Elements in memory, with those of padding. */
  long size() {
    return size;
  }

  /** The place of the element of a row-major index, counted in elements. */
  long position(long element) {
    long[] index = new long[dimensions.length];
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = element % dimensions[d];
      element /= dimensions[d];
    }
    return walk(index)[1];
  }

  /** The size of the array in memory and the place of an element there. */
  private long[] walk(long[] index) {
    long[] extents = new long[majorToMinor.length];
    long[] coordinates = new long[majorToMinor.length];
    for (int i = 0; i < majorToMinor.length; i++) {
      extents[i] = dimensions[majorToMinor[i]];
      coordinates[i] = index[majorToMinor[i]];
    }
    for (Tile tile : tiles) {
      Coordinates tiled = new Coordinates(extents, coordinates).tiled(tile.dimensions());
      extents = tiled.extents;
      coordinates = tiled.values;
    }
    long total = 1;
    long position = 0;
    for (int i = 0; i < extents.length; i++) {
      total *= extents[i];
      position = position * extents[i] + coordinates[i];
    }
    return new long[] {total, position};
  }

  /** An index into an array of some extents, both with the most major dimension first. */
  private record Coordinates(long[] extents, long[] values) {

    Coordinates tiled(LongList tile) {
      int outer = extents.length - tile.size();
      int kept = outer + (int) tile.stream().filter(size -> size != Tile.COMBINE).count();
      int inner = kept - outer;
      Coordinates result = new Coordinates(new long[kept + inner], new long[kept + inner]);
      System.arraycopy(extents, 0, result.extents, 0, outer);
      System.arraycopy(values, 0, result.values, 0, outer);
      long extent = 1;
      long value = 0;
      int at = outer;
      for (int i = 0; i < tile.size(); i++) {
        extent *= extents[outer + i];
        value = value * extents[outer + i] + values[outer + i];
        long size = tile.get(i);
        if (size != Tile.COMBINE) {
          result.extents[at] = Math.ceilDiv(extent, size);
          result.values[at] = value / size;
          result.extents[at + inner] = size;
          result.values[at + inner] = value % size;
          at++;
          extent = 1;
          value = 0;
        }
      }
      return result;
    }
  }
}
