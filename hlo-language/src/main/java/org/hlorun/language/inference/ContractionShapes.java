package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/**
 * Sums of products. {@code dot}: batch dimensions, free dimensions of the left operand, free
 * dimensions of the right one, each in order. The element type is that of the operands; if they
 * differ complex wins over float over integer, then the wider one. An instruction may be written
 * with another.
 */
final class ContractionShapes {
  private ContractionShapes() {}

  /** Dimension numbers of a dot. */
  record DotDimensions(
      LongList lhsBatch, LongList lhsContracting, LongList rhsBatch, LongList rhsContracting) {
    static DotDimensions of(Given attributes) {
      return new DotDimensions(
          attributes.get(Attribute.LHS_BATCH_DIMS),
          attributes.get(Attribute.LHS_CONTRACTING_DIMS),
          attributes.get(Attribute.RHS_BATCH_DIMS),
          attributes.get(Attribute.RHS_CONTRACTING_DIMS));
    }

    boolean isLhsFree(int dimension) {
      return !lhsBatch.contains(dimension) && !lhsContracting.contains(dimension);
    }

    boolean isRhsFree(int dimension) {
      return !rhsBatch.contains(dimension) && !rhsContracting.contains(dimension);
    }
  }

  static Shape dot(Shape left, Shape right, Given attributes) {
    ArrayShape lhs = Check.array(left, "lhs of dot");
    ArrayShape rhs = Check.array(right, "rhs of dot");
    DotDimensions numbers = DotDimensions.of(attributes);
    checkDimensions(lhs, rhs, numbers);
    return dotResult(lhs, rhs, numbers).build(commonType(lhs, rhs));
  }

  private static ShapeBuilder dotResult(ArrayShape lhs, ArrayShape rhs, DotDimensions numbers) {
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < numbers.lhsBatch.size(); i++) {
      result.copy(lhs, numbers.lhsBatch.getInt(i));
    }
    for (int i = 0; i < lhs.rank(); i++) {
      if (numbers.isLhsFree(i)) {
        result.copy(lhs, i);
      }
    }
    for (int i = 0; i < rhs.rank(); i++) {
      if (numbers.isRhsFree(i)) {
        result.copy(rhs, i);
      }
    }
    return result;
  }

  /** {@code scaled-dot}: as a dot of the first two operands, whose blocks the others scale. */
  static Shape scaledDot(List<Shape> operands, Given attributes) {
    Shape result = dot(operands.get(0), operands.get(1), attributes);
    checkScale("lhs", operands.get(0).asArray(), operands.get(2));
    checkScale("rhs", operands.get(1).asArray(), operands.get(3));
    return result;
  }

  private static void checkScale(String side, ArrayShape operand, Shape scaleShape) {
    ArrayShape scale = Check.array(scaleShape, side + " scale of scaled-dot");
    if (scale.rank() == 0) {
      return;
    }
    boolean divides = scale.rank() == operand.rank();
    for (int i = 0; divides && i < scale.rank(); i++) {
      long blocks = scale.dimension(i);
      divides = blocks == operand.dimension(i) || blocks > 0 && operand.dimension(i) % blocks == 0;
    }
    Check.that(
        divides,
        "The dimensions of the %s scale must divide those of the %s operand; got %s and %s.",
        side,
        side,
        scale,
        operand);
  }

  /** The element type that holds the values of both operands best. */
  static ElementType commonType(ArrayShape lhs, ArrayShape rhs) {
    ElementType left = lhs.elementType();
    ElementType right = rhs.elementType();
    int order = Boolean.compare(left.isComplex(), right.isComplex());
    if (order == 0) {
      order = Boolean.compare(left.isFloat(), right.isFloat());
    }
    if (order == 0) {
      order = Integer.compare(left.bitWidth(), right.bitWidth());
    }
    return order >= 0 ? left : right;
  }

  private static void checkDimensions(ArrayShape lhs, ArrayShape rhs, DotDimensions numbers) {
    checkNumbers(lhs, numbers.lhsContracting, numbers.lhsBatch);
    checkNumbers(rhs, numbers.rhsContracting, numbers.rhsBatch);
    Check.that(
        numbers.lhsContracting.size() == numbers.rhsContracting.size(),
        "Must specify the same number of contracting dimensions for lhs and rhs. Got: %d and %d",
        numbers.lhsContracting.size(),
        numbers.rhsContracting.size());
    Check.that(
        numbers.lhsBatch.size() == numbers.rhsBatch.size(),
        "Must the same number of batch dimensions for lhs and rhs. Got: %d and %d",
        numbers.lhsBatch.size(),
        numbers.rhsBatch.size());
    Check.that(
        sameSizes(lhs, numbers.lhsContracting, rhs, numbers.rhsContracting),
        "Cannot infer shape for dot operation: %s <dot> %s. Contracting dimension sizes are not"
            + " compatible.",
        lhs,
        rhs);
    Check.that(
        sameSizes(lhs, numbers.lhsBatch, rhs, numbers.rhsBatch),
        "Cannot infer shape for dot operation: %s <dot> %s. Batch dimension sizes must match.",
        lhs,
        rhs);
  }

  private static void checkNumbers(ArrayShape shape, LongList contracting, LongList batch) {
    LongList all =
        LongList.of(
            java.util.stream.LongStream.concat(contracting.stream(), batch.stream()).toArray());
    Check.distinctDimensions(all, shape.rank(), "Dot", shape);
  }

  private static boolean sameSizes(
      ArrayShape lhs, LongList lhsDimensions, ArrayShape rhs, LongList rhsDimensions) {
    for (int i = 0; i < lhsDimensions.size(); i++) {
      if (lhs.dimension(lhsDimensions.getInt(i)) != rhs.dimension(rhsDimensions.getInt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code ragged-dot}: a dot in which one dimension of the left operand is cut into groups, whose
   * sizes are the third operand {@code [..., groups]}.
   *
   * <ul>
   *   <li>The ragged dimension is free: the right operand has a group dimension, which disappears.
   *   <li>It is contracted: the result gets a leading group dimension.
   *   <li>It is a batch dimension: the result is that of the dot.
   * </ul>
   */
  static Shape raggedDot(List<Shape> operands, Given attributes) {
    ArrayShape lhs = Check.array(operands.get(0), "lhs of ragged-dot");
    ArrayShape rhs = Check.array(operands.get(1), "rhs of ragged-dot");
    ArrayShape groupSizes = Check.array(operands.get(2), "group sizes of ragged-dot");
    Check.that(
        groupSizes.elementType().isInteger() && groupSizes.rank() > 0,
        "The group sizes of ragged-dot must be integers of rank at least 1, but got %s.",
        groupSizes);
    DotDimensions numbers = DotDimensions.of(attributes);
    checkDimensions(lhs, rhs, numbers);
    LongList ragged = attributes.get(Attribute.LHS_RAGGED_DIMS);
    LongList groupDims = attributes.get(Attribute.RHS_GROUP_DIMS);
    Check.that(
        ragged.size() == 1,
        "There must be exactly one ragged dimension in the lhs, got {%s}.",
        ragged);
    Check.distinctDimensions(ragged, lhs.rank(), "lhs_ragged_dims", lhs);
    Check.distinctDimensions(groupDims, rhs.rank(), "rhs_group_dims", rhs);
    long groups = groupSizes.dimension(groupSizes.rank() - 1);
    boolean free = numbers.isLhsFree(ragged.getInt(0));
    Check.that(
        groupDims.size() == (free ? 1 : 0),
        "A ragged-dot with a ragged %s dimension has %d rhs group dimensions, but got {%s}.",
        free ? "non-contracting" : "contracting or batch",
        free ? 1 : 0,
        groupDims);
    ShapeBuilder result = new ShapeBuilder();
    if (free) {
      checkGroupDimension(rhs, groupDims.getInt(0), numbers, groups);
      appendRaggedFree(result, lhs, rhs, numbers, groupDims.getInt(0));
    } else {
      if (numbers.lhsContracting.contains(ragged.get(0))) {
        result.add(groups);
      }
      append(result, dotResult(lhs, rhs, numbers).build(lhs.elementType()));
    }
    return result.build(commonType(lhs, rhs));
  }

  private static void checkGroupDimension(
      ArrayShape rhs, int groupDimension, DotDimensions numbers, long groups) {
    Check.that(
        numbers.isRhsFree(groupDimension),
        "rhs group dimension %d is also a batch or contracting dimension.",
        groupDimension);
    Check.that(
        rhs.dimension(groupDimension) == groups,
        "rhs group dimension is expected to have size=%d, got %d",
        groups,
        rhs.dimension(groupDimension));
  }

  private static void appendRaggedFree(
      ShapeBuilder result, ArrayShape lhs, ArrayShape rhs, DotDimensions numbers, int group) {
    for (int i = 0; i < numbers.lhsBatch.size(); i++) {
      result.copy(lhs, numbers.lhsBatch.getInt(i));
    }
    for (int i = 0; i < lhs.rank(); i++) {
      if (numbers.isLhsFree(i)) {
        result.copy(lhs, i);
      }
    }
    for (int i = 0; i < rhs.rank(); i++) {
      if (i != group && numbers.isRhsFree(i)) {
        result.copy(rhs, i);
      }
    }
  }

  private static void append(ShapeBuilder result, ArrayShape shape) {
    for (int i = 0; i < shape.rank(); i++) {
      result.copy(shape, i);
    }
  }
}
