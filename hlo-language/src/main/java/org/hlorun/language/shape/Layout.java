package org.hlorun.language.shape;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hlorun.language.collection.LongList;

/**
 * How the elements of an array lie in memory.
 *
 * @param minorToMajor the dimensions, fastest varying first
 * @param tiles levels of tiling, outermost first
 * @param tailPaddingAlignment the element count is padded to a multiple of this; 1 = no padding
 * @param indexType type of the indices of a sparse layout, or null
 * @param pointerType type of the pointers of a sparse layout, or null
 * @param elementSizeInBits bits per element of packed storage; 0 = the type's natural size
 * @param memorySpace 0 = default; other numbers are the back end's (5 = host)
 * @param splitConfigs splits over memories
 * @param dynamicShapeMetadataPrefixBytes bytes before the data that hold runtime sizes
 */
public record Layout(
    LongList minorToMajor,
    List<Tile> tiles,
    long tailPaddingAlignment,
    ElementType indexType,
    ElementType pointerType,
    long elementSizeInBits,
    long memorySpace,
    List<SplitConfig> splitConfigs,
    long dynamicShapeMetadataPrefixBytes) {

  private static final Layout[] ROW_MAJOR = new Layout[ArrayShape.MAX_RANK + 1];

  public Layout {
    Objects.requireNonNull(minorToMajor);
    tiles = List.copyOf(tiles);
    splitConfigs = List.copyOf(splitConfigs);
  }

  /** A layout without tiles or other properties. */
  public static Layout of(LongList minorToMajor) {
    Layout normal =
        minorToMajor.size() <= ArrayShape.MAX_RANK ? rowMajor(minorToMajor.size()) : null;
    return normal != null && normal.minorToMajor.equals(minorToMajor)
        ? normal
        : plain(minorToMajor);
  }

  private static Layout plain(LongList minorToMajor) {
    return new Layout(minorToMajor, List.of(), 1, null, null, 0, 0, List.of(), 0);
  }

  /** The default layout: the last dimension is the fastest. */
  public static Layout rowMajor(int rank) {
    Layout layout = ROW_MAJOR[rank];
    if (layout == null) {
      long[] order = new long[rank];
      for (int i = 0; i < rank; i++) {
        order[i] = rank - 1 - i;
      }
      layout = plain(LongList.of(order));
      ROW_MAJOR[rank] = layout; // a benign race: equal values
    }
    return layout;
  }

  /** Whether the elements lie in row-major order (tiles and other properties aside). */
  public boolean isRowMajor() {
    return minorToMajor.equals(rowMajor(minorToMajor.size()).minorToMajor);
  }

  /** Whether this is the default layout, without tiles or other properties. */
  public boolean isDefault() {
    return equals(rowMajor(minorToMajor.size()));
  }

  /** Whether the elements lie in tiles. */
  public boolean isTiled() {
    return !tiles.isEmpty();
  }

  private boolean hasProperties() {
    return !equals(of(minorToMajor));
  }

  /**
   * The text behind the dimensions: {@code {1,0:T(8,128)S(1)}}; empty for a scalar without
   * properties.
   */
  public String text() {
    boolean properties = hasProperties();
    if (minorToMajor.isEmpty() && !properties) {
      return "";
    }
    StringBuilder text = new StringBuilder("{").append(minorToMajor);
    if (properties) {
      text.append(':');
      appendProperties(text);
    }
    return text.append('}').toString();
  }

  private void appendProperties(StringBuilder text) {
    if (!tiles.isEmpty()) {
      text.append('T').append(tiles.stream().map(Tile::toString).collect(Collectors.joining()));
    }
    if (tailPaddingAlignment != 1) {
      text.append("L(").append(tailPaddingAlignment).append(')');
    }
    if (indexType != null) {
      text.append("#(").append(indexType).append(')');
    }
    if (pointerType != null) {
      text.append("*(").append(pointerType).append(')');
    }
    if (elementSizeInBits != 0) {
      text.append("E(").append(elementSizeInBits).append(')');
    }
    if (memorySpace != 0) {
      text.append("S(").append(memorySpace).append(')');
    }
    if (!splitConfigs.isEmpty()) {
      text.append("SC");
      splitConfigs.forEach(text::append);
    }
    if (dynamicShapeMetadataPrefixBytes > 0) {
      text.append("M(").append(dynamicShapeMetadataPrefixBytes).append(')');
    }
  }

  // Written out, as shapes are compared all the time, also before the JVM has made code for
  // records.
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Layout layout
            && minorToMajor.equals(layout.minorToMajor)
            && tiles.equals(layout.tiles)
            && tailPaddingAlignment == layout.tailPaddingAlignment
            && indexType == layout.indexType
            && pointerType == layout.pointerType
            && elementSizeInBits == layout.elementSizeInBits
            && memorySpace == layout.memorySpace
            && splitConfigs.equals(layout.splitConfigs)
            && dynamicShapeMetadataPrefixBytes == layout.dynamicShapeMetadataPrefixBytes;
  }

  @Override
  public int hashCode() {
    return 31 * minorToMajor.hashCode() + tiles.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
