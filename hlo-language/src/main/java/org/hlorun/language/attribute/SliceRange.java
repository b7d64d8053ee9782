package org.hlorun.language.attribute;

/** The half-open range {@code [start:limit:stride]} of one dimension. */
public record SliceRange(long start, long limit, long stride) {
  /** The number of indices in the range. */
  public long size() {
    return Math.max(0, Math.ceilDiv(limit - start, stride));
  }

  // Written out, as attributes are compared before the JVM has made code for records.
  @Override
  public boolean equals(Object other) {
    return other instanceof SliceRange range
        && start == range.start
        && limit == range.limit
        && stride == range.stride;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * (31 * start + limit) + stride);
  }
}
