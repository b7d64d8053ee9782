package org.hlorun.interpreter.contraction;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * The roles of the dimensions of a dot's operands. The result has the batch dimensions, then the
 * free dimensions of the left operand, then those of the right one.
 */
record DotDimensions(
    int[] leftBatch, int[] leftContracting, int[] rightBatch, int[] rightContracting) {

  static DotDimensions of(HloInstruction dot) {
    return new DotDimensions(
        dot.get(Attribute.LHS_BATCH_DIMS).toIntArray(),
        dot.get(Attribute.LHS_CONTRACTING_DIMS).toIntArray(),
        dot.get(Attribute.RHS_BATCH_DIMS).toIntArray(),
        dot.get(Attribute.RHS_CONTRACTING_DIMS).toIntArray());
  }

  int[] leftFree(ArrayLiteral left) {
    return free(left.shape().rank(), leftBatch, leftContracting);
  }

  int[] rightFree(ArrayLiteral right) {
    return free(right.shape().rank(), rightBatch, rightContracting);
  }

  /** The dimensions of an operand that are in neither of two lists, in order. */
  static int[] free(int rank, int[] batch, int[] contracting) {
    return IntStream.range(0, rank)
        .filter(d -> IntStream.of(batch).noneMatch(b -> b == d))
        .filter(d -> IntStream.of(contracting).noneMatch(c -> c == d))
        .toArray();
  }

  /** The contraction that a dot of two arrays is. */
  Contraction contraction(ArrayLiteral left, ArrayLiteral right) {
    StridedSpace leftGroups = space(left, left.shape().dimensions(), leftBatch);
    StridedSpace rightGroups = space(right, right.shape().dimensions(), rightBatch);
    StridedSpace rows = space(left, left.shape().dimensions(), leftFree(left));
    StridedSpace columns = space(right, right.shape().dimensions(), rightFree(right));
    LongList[] depthSizes = contractedSizes(left, right);
    StridedSpace leftDepth = space(left, depthSizes[0], leftContracting);
    StridedSpace rightDepth = space(right, depthSizes[1], rightContracting);
    long rowCount = rows.count();
    long columnCount = columns.count();
    return new Contraction(
        leftGroups.count(),
        rowCount,
        columnCount,
        1,
        leftDepth.count(),
        new Matrix(rows.axis(leftGroups::offset), leftDepth.axis(0)),
        new Matrix(rightDepth.axis(0), columns.axis(rightGroups::offset)),
        new Matrix(
            StridedSpace.of(rowCount, columnCount).axis(g -> g * rowCount * columnCount),
            StridedSpace.of(columnCount, 1).axis(0)));
  }

  private static StridedSpace space(ArrayLiteral array, LongList sizes, int[] dimensions) {
    return StridedSpace.of(array.shape().dimensions(), sizes, dimensions);
  }

  /** The operands' sizes, with contracted dimensions cut to what both have at run time. */
  private LongList[] contractedSizes(ArrayLiteral left, ArrayLiteral right) {
    LongList leftSizes = left.sizes();
    LongList rightSizes = right.sizes();
    for (int i = 0; i < leftContracting.length; i++) {
      long size = Math.min(leftSizes.get(leftContracting[i]), rightSizes.get(rightContracting[i]));
      leftSizes = leftSizes.with(leftContracting[i], size);
      rightSizes = rightSizes.with(rightContracting[i], size);
    }
    return new LongList[] {leftSizes, rightSizes};
  }

  /** The runtime sizes of the result of a dot. */
  LongList resultSizes(ArrayLiteral left, ArrayLiteral right) {
    LongStream fromLeft =
        IntStream.concat(IntStream.of(leftBatch), IntStream.of(leftFree(left)))
            .mapToLong(d -> left.sizes().get(d));
    LongStream fromRight = IntStream.of(rightFree(right)).mapToLong(d -> right.sizes().get(d));
    return LongList.of(LongStream.concat(fromLeft, fromRight).toArray());
  }
}
