package org.hlorun.interpreter.contraction;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * {@code ragged-dot}: a dot whose left operand has a dimension that falls into groups of given
 * sizes. With batch dimensions {@code b}, free dimensions {@code m} and {@code n}, contracting
 * dimensions {@code k} and groups {@code g}:
 *
 * <ul>
 *   <li>a free dimension is ragged: {@code [b,m,k], [g,b,k,n] -> [b,m,n]}; a row is multiplied with
 *       its group's right operand, rows behind the last group are zero;
 *   <li>a contracting dimension is ragged: {@code [b,m,k], [b,k,n] -> [g,b,m,n]}; every group sums
 *       over its own range;
 *   <li>a batch dimension is ragged: {@code [b,m,k], [b,k,n] -> [b,m,n]}, an ordinary dot.
 * </ul>
 *
 * <p>Group sizes may depend on the batch dimensions and on the dimensions of the ragged one's kind
 * that come before it.
 */
final class RaggedDot {
  private final DotDimensions dimensions;
  private final ArrayLiteral left;
  private final ArrayLiteral right;
  private final ArrayLiteral result;
  private final int raggedDimension;
  private final RaggedGroups groups;
  private final Evaluation evaluation;

  private RaggedDot(
      DotDimensions dimensions,
      ArrayLiteral left,
      ArrayLiteral right,
      ArrayLiteral result,
      int raggedDimension,
      RaggedGroups groups,
      Evaluation evaluation) {
    this.dimensions = dimensions;
    this.left = left;
    this.right = right;
    this.result = result;
    this.raggedDimension = raggedDimension;
    this.groups = groups;
    this.evaluation = evaluation;
  }

  static Literal evaluate(HloInstruction dot, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral result = evaluation.allocate(dot);
    ElementType type = result.elementType();
    ArrayLiteral left = OperandConversion.convert(operands[0].asArray(), type, dot, evaluation);
    ArrayLiteral right = OperandConversion.convert(operands[1].asArray(), type, dot, evaluation);
    DotDimensions dimensions = DotDimensions.of(dot);
    int ragged = dot.get(Attribute.LHS_RAGGED_DIMS).getInt(0);
    if (contains(dimensions.leftBatch(), ragged)) {
      return Dot.multiply(dimensions, left, right, result, evaluation);
    }
    RaggedGroups groups = new RaggedGroups(operands[2].asArray(), left.shape().dimension(ragged));
    RaggedDot ragdot = new RaggedDot(dimensions, left, right, result, ragged, groups, evaluation);
    if (contains(dimensions.leftContracting(), ragged)) {
      ragdot.sumOverGroups();
    } else {
      ragdot.multiplyRowsOfGroups(dot.get(Attribute.RHS_GROUP_DIMS).getInt(0));
    }
    return result;
  }

  private static boolean contains(int[] list, int value) {
    return IntStream.of(list).anyMatch(i -> i == value);
  }

  /** A ragged contracting dimension: positions of other groups are holes. */
  private void sumOverGroups() {
    Contraction whole = dimensions.contraction(left, right);
    long batches = whole.groups();
    int place =
        IntStream.range(0, dimensions.leftContracting().length)
            .filter(i -> dimensions.leftContracting()[i] == raggedDimension)
            .findFirst()
            .orElseThrow();
    int[] inner =
        Arrays.copyOfRange(
            dimensions.leftContracting(), place + 1, dimensions.leftContracting().length);
    int[] outer = Arrays.copyOf(dimensions.leftContracting(), place);
    long innerCount = space(left, inner).count();
    long outerCount = space(left, outer).count();
    Mask mask = new Mask(left.shape().dimension(raggedDimension), innerCount, outerCount);
    long elements = whole.rows() * whole.columns();
    Contraction grouped =
        new Contraction(
            groups.count() * batches,
            whole.rows(),
            whole.columns(),
            1,
            whole.depth(),
            new Matrix(
                (group, s, start, count, offsets) ->
                    whole.left().rows().fill(group % batches, s, start, count, offsets),
                mask.over(whole.left().columns(), batches)),
            new Matrix(
                mask.over(whole.right().rows(), batches),
                (group, s, start, count, offsets) ->
                    whole.right().columns().fill(group % batches, s, start, count, offsets)),
            new Matrix(
                StridedSpace.of(whole.rows(), whole.columns()).axis(group -> group * elements),
                whole.result().columns()));
    ContractionEngine.run(grouped, left, right, result, false, evaluation);
  }

  /** Makes holes of the depth positions outside a group. */
  private final class Mask {
    private final long raggedSize;
    private final long innerCount;
    private final long outerCount;

    Mask(long raggedSize, long innerCount, long outerCount) {
      this.raggedSize = raggedSize;
      this.innerCount = innerCount;
      this.outerCount = outerCount;
    }

    /** The axis in whose group number the batch varies fastest, the group of the sum slowest. */
    Axis over(Axis axis, long batches) {
      return (group, segment, start, count, offsets) -> {
        axis.fill(group % batches, segment, start, count, offsets);
        for (int i = 0; i < count; i++) {
          long position = (start + i) / innerCount;
          long prefix = group % batches * outerCount + position / raggedSize;
          long ragged = position % raggedSize;
          int sum = (int) (group / batches);
          if (ragged < groups.start(prefix, sum) || ragged >= groups.end(prefix, sum)) {
            offsets[i] = Axis.HOLE;
          }
        }
      };
    }
  }

  /** A ragged free dimension: a product per group and prefix coordinate. */
  private void multiplyRowsOfGroups(int groupDimension) {
    int[] free = dimensions.leftFree(left);
    int place =
        IntStream.range(0, free.length)
            .filter(i -> free[i] == raggedDimension)
            .findFirst()
            .orElseThrow();
    StridedSpace outer = space(left, Arrays.copyOf(free, place));
    int[] inner = Arrays.copyOfRange(free, place + 1, free.length);
    StridedSpace leftBatches = space(left, dimensions.leftBatch());
    long prefixes = leftBatches.count() * outer.count();
    for (long prefix = 0; prefix < prefixes; prefix++) {
      long batch = prefix / outer.count();
      long leftBase = leftBatches.offset(batch) + outer.offset(prefix % outer.count());
      for (int group = 0; group < groups.count(); group++) {
        multiplyRows(prefix, batch, group, leftBase, inner, groupDimension);
      }
    }
  }

  private void multiplyRows(
      long prefix, long batch, int group, long leftBase, int[] inner, int groupDimension) {
    long start = groups.start(prefix, group);
    long size = groups.end(prefix, group) - start;
    long raggedSize = left.shape().dimension(raggedDimension);
    int[] rowDimensions =
        IntStream.concat(IntStream.of(raggedDimension), IntStream.of(inner)).toArray();
    LongList sizes = left.shape().dimensions().with(raggedDimension, size);
    StridedSpace rows = StridedSpace.of(left.shape().dimensions(), sizes, rowDimensions);
    long innerCount = space(left, inner).count();
    int[] fixed =
        IntStream.concat(IntStream.of(groupDimension), IntStream.of(dimensions.rightBatch()))
            .toArray();
    StridedSpace columns =
        space(
            right, DotDimensions.free(right.shape().rank(), fixed, dimensions.rightContracting()));
    long columnCount = columns.count();
    long rightBase =
        space(right, new int[] {groupDimension}).offset(group)
            + space(right, dimensions.rightBatch()).offset(batch);
    long raggedStride = StridedSpace.rowMajorStrides(left.shape().dimensions())[raggedDimension];
    StridedSpace depth = space(left, dimensions.leftContracting());
    Contraction contraction =
        new Contraction(
            1,
            rows.count(),
            columnCount,
            1,
            depth.count(),
            new Matrix(rows.axis(leftBase + start * raggedStride), depth.axis(0)),
            new Matrix(
                space(right, dimensions.rightContracting()).axis(0), columns.axis(rightBase)),
            new Matrix(
                StridedSpace.of(rows.count(), columnCount)
                    .axis((prefix * raggedSize + start) * innerCount * columnCount),
                StridedSpace.of(columnCount, 1).axis(0)));
    ContractionEngine.run(contraction, left, right, result, false, evaluation);
  }

  private static StridedSpace space(ArrayLiteral array, int[] dimensions) {
    return StridedSpace.of(array.shape().dimensions(), array.shape().dimensions(), dimensions);
  }
}
