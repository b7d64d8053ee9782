package org.hlorun.language.attribute;

/** The half-open range {@code [start:limit:stride]} of one dimension. */
public record SliceRange(long start, long limit, long stride) {
  /** The number of indices in the range. */
  public long size() {
    return Math.max(0, Math.ceilDiv(limit - start, stride));
  }
}
