package org.hlorun.language.shape;

import org.hlorun.language.collection.LongList;

/**
 * Where a dimension of a layout is split over memories: {@code (1:4,8)}.
 *
 * @param dimension the dimension that is split
 * @param splitIndices the indices at which a new part begins
 */
public record SplitConfig(long dimension, LongList splitIndices) {
  @Override
  public String toString() {
    return "(" + dimension + ":" + splitIndices + ")";
  }
}
