package org.hlorun.interpreter.contraction;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A {@code ragged-dot} with a ragged free dimension: one product per group and per coordinate of
 * the prefix, the batch dimensions and the free dimensions before the ragged one.
 */
final class RaggedRows {
  private final ArrayLiteral left;
  private final ArrayLiteral right;
  private final RaggedGroups groups;
  private final StridedSpace leftBatch;
  private final StridedSpace rightBatch;
  private final StridedSpace outerRows;
  private final StridedSpace innerRows;
  private final StridedSpace columns;
  private final StridedSpace leftDepth;
  private final StridedSpace rightDepth;
  private final long raggedSize;
  private final long raggedStride;
  private final long groupStride;

  RaggedRows(
      DotDimensions dimensions,
      ArrayLiteral left,
      ArrayLiteral right,
      int raggedDimension,
      int groupDimension,
      RaggedGroups groups) {
    this.left = left;
    this.right = right;
    this.groups = groups;
    LongList free = dimensions.leftFree(left);
    int place = free.indexOf(raggedDimension);
    leftBatch = StridedSpace.of(left, dimensions.leftBatch());
    rightBatch = StridedSpace.of(right, dimensions.rightBatch());
    outerRows = StridedSpace.of(left, LongList.of(free.stream().limit(place).toArray()));
    innerRows = StridedSpace.of(left, LongList.of(free.stream().skip(place + 1L).toArray()));
    LongList rightTaken = LongList.of(groupDimension);
    columns =
        StridedSpace.of(
            right,
            DotDimensions.free(
                right, rightTaken, dimensions.rightBatch(), dimensions.rightContracting()));
    leftDepth = StridedSpace.of(left, dimensions.leftContracting());
    rightDepth = StridedSpace.of(right, dimensions.rightContracting());
    raggedSize = left.shape().dimension(raggedDimension);
    raggedStride = StridedSpace.rowMajorStrides(left.shape().dimensions())[raggedDimension];
    groupStride = StridedSpace.rowMajorStrides(right.shape().dimensions())[groupDimension];
  }

  void multiply(ArrayLiteral result, Evaluation evaluation) {
    long prefixes = leftBatch.count() * outerRows.count();
    for (long prefix = 0; prefix < prefixes; prefix++) {
      for (int group = 0; group < groups.count(); group++) {
        ContractionEngine.run(contraction(prefix, group), left, right, result, false, evaluation);
      }
    }
  }

  private Contraction contraction(long prefix, int group) {
    long batch = prefix / outerRows.count();
    long start = groups.start(prefix, group);
    long rows = (groups.end(prefix, group) - start) * innerRows.count();
    long columnCount = columns.count();
    long leftBase =
        leftBatch.offset(batch)
            + outerRows.offset(prefix % outerRows.count())
            + start * raggedStride;
    long rightBase = rightBatch.offset(batch) + group * groupStride;
    long resultBase = (prefix * raggedSize + start) * innerRows.count() * columnCount;
    return new Contraction(
        1,
        rows,
        columnCount,
        1,
        leftDepth.count(),
        new Matrix(rowAxis(leftBase), leftDepth.axis(0)),
        new Matrix(rightDepth.axis(0), columns.axis(rightBase)),
        new Matrix(
            StridedSpace.of(rows, columnCount).axis(resultBase),
            StridedSpace.of(columnCount, 1).axis(0)));
  }

  /** The rows of the ragged dimension and those behind it. */
  private Axis rowAxis(long base) {
    long count = innerRows.count();
    return (group, segment, start, n, offsets) -> {
      for (int i = 0; i < n; i++) {
        long row = start + i;
        offsets[i] = base + row / count * raggedStride + innerRows.offset(row % count);
      }
    };
  }
}
