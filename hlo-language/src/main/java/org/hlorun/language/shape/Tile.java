package org.hlorun.language.shape;

import org.hlorun.language.collection.LongList;

/**
 * One level of tiling of a layout, {@code (8,128)}; {@link #COMBINE} ({@code *}) merges a dimension
 * into the next more minor one.
 */
public record Tile(LongList dimensions) {
  /** The size that stands for {@code *}. */
  public static final long COMBINE = Long.MIN_VALUE;

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < dimensions.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      long size = dimensions.get(i);
      text.append(size == COMBINE ? "*" : Long.toString(size));
    }
    return text.append(')').toString();
  }
}
