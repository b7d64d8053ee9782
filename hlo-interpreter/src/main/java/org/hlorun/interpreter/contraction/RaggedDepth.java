package org.hlorun.interpreter.contraction;

import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A {@code ragged-dot} with a ragged contracting dimension: for every group a product of its own,
 * in which the depth positions of other groups are holes. Of the contraction's groups, the batch
 * varies fastest.
 */
final class RaggedDepth {
  private final RaggedGroups groups;
  private final long batches;

  /** Sizes of the contracted dimensions: before the ragged one, the ragged one, behind it. */
  private final long outer;

  private final long ragged;
  private final long inner;

  private RaggedDepth(
      DotDimensions dimensions, ArrayLiteral left, int raggedDimension, RaggedGroups groups) {
    this.groups = groups;
    batches = StridedSpace.of(left, dimensions.leftBatch()).count();
    LongList contracting = dimensions.leftContracting();
    int place = contracting.indexOf(raggedDimension);
    long before = 1;
    long behind = 1;
    for (int i = 0; i < contracting.size(); i++) {
      long size = left.shape().dimension(contracting.getInt(i));
      if (i < place) {
        before *= size;
      } else if (i > place) {
        behind *= size;
      }
    }
    outer = before;
    inner = behind;
    ragged = left.shape().dimension(raggedDimension);
  }

  static Contraction contraction(
      DotDimensions dimensions,
      ArrayLiteral left,
      ArrayLiteral right,
      int raggedDimension,
      RaggedGroups groups) {
    RaggedDepth depth = new RaggedDepth(dimensions, left, raggedDimension, groups);
    Contraction whole = dimensions.contraction(left, right);
    long elements = whole.rows() * whole.columns();
    return new Contraction(
        groups.count() * depth.batches,
        whole.rows(),
        whole.columns(),
        1,
        whole.depth(),
        new Matrix(depth.ofBatch(whole.left().rows()), depth.masked(whole.left().columns())),
        new Matrix(depth.masked(whole.right().rows()), depth.ofBatch(whole.right().columns())),
        new Matrix(
            StridedSpace.of(whole.rows(), whole.columns()).axis(group -> group * elements),
            whole.result().columns()));
  }

  /** An axis of the ungrouped dot. */
  private Axis ofBatch(Axis axis) {
    return (group, segment, start, count, offsets) ->
        axis.fill(group % batches, segment, start, count, offsets);
  }

  /** A depth axis of the ungrouped dot, with holes outside the group. */
  private Axis masked(Axis axis) {
    return (group, segment, start, count, offsets) -> {
      long batch = group % batches;
      int sum = (int) (group / batches);
      axis.fill(batch, segment, start, count, offsets);
      for (int i = 0; i < count; i++) {
        long position = (start + i) / inner;
        long prefix = batch * outer + position / ragged;
        long coordinate = position % ragged;
        if (coordinate < groups.start(prefix, sum) || coordinate >= groups.end(prefix, sum)) {
          offsets[i] = Axis.HOLE;
        }
      }
    };
  }
}
