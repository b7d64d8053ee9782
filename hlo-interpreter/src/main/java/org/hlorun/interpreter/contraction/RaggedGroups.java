package org.hlorun.interpreter.contraction;

import org.hlorun.language.literal.ArrayLiteral;

/**
 * The groups that the sizes of a {@code ragged-dot} cut the ragged dimension into, one after the
 * other from position 0. What lies behind the last group belongs to none; groups that reach beyond
 * the end are cut there.
 */
final class RaggedGroups {
  private final int groupCount;
  private final long[] starts;
  private final boolean shared;

  /**
   * @param sizes group sizes in the last dimension; if it is the only one, they hold for every
   *     coordinate of the prefix dimensions, else the dimensions before are the prefix dimensions
   * @param raggedSize size of the ragged dimension
   */
  RaggedGroups(ArrayLiteral sizes, long raggedSize) {
    int rank = sizes.shape().rank();
    groupCount = Math.toIntExact(sizes.shape().dimension(rank - 1));
    shared = rank == 1;
    int prefixes = groupCount == 0 ? 0 : Math.toIntExact(sizes.elementCount() / groupCount);
    starts = new long[prefixes * (groupCount + 1)];
    for (int prefix = 0; prefix < prefixes; prefix++) {
      long end = 0;
      for (int group = 0; group < groupCount; group++) {
        long size = sizes.getLong((long) prefix * groupCount + group);
        // An unsigned size beyond 2^63 reads as negative.
        boolean huge = size > raggedSize || (size < 0 && sizes.elementType().isUnsigned());
        end = Math.min(raggedSize, end + (huge ? raggedSize : Math.max(0, size)));
        starts[prefix * (groupCount + 1) + group + 1] = end;
      }
    }
  }

  int count() {
    return groupCount;
  }

  /** The first position of a group, given the linear index of the prefix coordinates. */
  long start(long prefix, int group) {
    return starts[(shared ? 0 : (int) prefix) * (groupCount + 1) + group];
  }

  /** The position behind a group. */
  long end(long prefix, int group) {
    return start(prefix, group + 1);
  }
}
