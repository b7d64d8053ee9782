package org.hlorun.interpreter.contraction;

import java.util.Arrays;
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
    LongList leftBatch, LongList leftContracting, LongList rightBatch, LongList rightContracting) {

  static DotDimensions of(HloInstruction dot) {
    return new DotDimensions(
        dot.get(Attribute.LHS_BATCH_DIMS),
        dot.get(Attribute.LHS_CONTRACTING_DIMS),
        dot.get(Attribute.RHS_BATCH_DIMS),
        dot.get(Attribute.RHS_CONTRACTING_DIMS));
  }

  LongList leftFree(ArrayLiteral left) {
    return free(left, leftBatch, leftContracting);
  }

  LongList rightFree(ArrayLiteral right) {
    return free(right, rightBatch, rightContracting);
  }

  /** The dimensions of an operand that are in none of some lists, in order. */
  static LongList free(ArrayLiteral operand, LongList... taken) {
    return LongList.of(
        LongStream.range(0, operand.shape().rank())
            .filter(d -> Arrays.stream(taken).noneMatch(list -> list.contains(d)))
            .toArray());
  }

  /** The contraction that a dot of two arrays is. */
  Contraction contraction(ArrayLiteral left, ArrayLiteral right) {
    StridedSpace leftGroups = StridedSpace.of(left, leftBatch);
    StridedSpace rightGroups = StridedSpace.of(right, rightBatch);
    StridedSpace rows = StridedSpace.of(left, leftFree(left));
    StridedSpace columns = StridedSpace.of(right, rightFree(right));
    LongList depthSizes = depthSizes(left, right);
    StridedSpace leftDepth = StridedSpace.of(left, leftContracting, depthSizes);
    StridedSpace rightDepth = StridedSpace.of(right, rightContracting, depthSizes);
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

  /** The sizes of the contracted dimensions: what both operands have at run time. */
  private LongList depthSizes(ArrayLiteral left, ArrayLiteral right) {
    return LongList.of(
        IntStream.range(0, leftContracting.size())
            .mapToLong(
                i ->
                    Math.min(
                        left.sizes().get(leftContracting.getInt(i)),
                        right.sizes().get(rightContracting.getInt(i))))
            .toArray());
  }

  /** The runtime sizes of the result of a dot. */
  LongList resultSizes(ArrayLiteral left, ArrayLiteral right) {
    LongStream fromLeft =
        LongStream.concat(leftBatch.stream(), leftFree(left).stream())
            .map(d -> left.sizes().get((int) d));
    LongStream fromRight = rightFree(right).stream().map(d -> right.sizes().get((int) d));
    return LongList.of(LongStream.concat(fromLeft, fromRight).toArray());
  }
}
