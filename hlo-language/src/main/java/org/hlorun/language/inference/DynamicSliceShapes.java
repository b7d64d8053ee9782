package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** Slices whose position is data: start indices are one scalar per dimension, or one vector. */
final class DynamicSliceShapes {
  private DynamicSliceShapes() {}

  /** {@code dynamic-slice}: an array of the given sizes. */
  static Shape slice(List<Shape> operands, LongList sizes) {
    ArrayShape operand = Check.array(operands.getFirst(), "operand of dynamic slice");
    checkStarts("Dynamic slice", operand, operands.subList(1, operands.size()));
    Check.that(
        sizes.size() == operand.rank(),
        "Dynamic slice index count does not match argument rank: %d vs %d.",
        sizes.size(),
        operand.rank());
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < sizes.size(); i++) {
      long size = sizes.get(i);
      Check.that(size >= 0, "Negative size index to dynamic slice: %d.", size);
      Check.that(
          operand.dimension(i) == ArrayShape.UNBOUNDED || size <= operand.dimension(i),
          "Slice dim size %d greater than dynamic slice dimension: %d.",
          size,
          operand.dimension(i));
      result.add(size, operand.isDynamic(i) && size == operand.dimension(i));
    }
    return result.build(operand.elementType());
  }

  /** {@code dynamic-update-slice}: the operand's shape. */
  static Shape updateSlice(List<Shape> operands) {
    ArrayShape operand = Check.array(operands.get(0), "operand of dynamic update slice");
    ArrayShape update = Check.array(operands.get(1), "update of dynamic update slice");
    checkStarts("Dynamic update slice", operand, operands.subList(2, operands.size()));
    Check.that(
        operand.rank() == update.rank(),
        "Dynamic update slice update rank does not match argument rank: %d vs %d.",
        update.rank(),
        operand.rank());
    Check.that(
        operand.elementType() == update.elementType(),
        "Dynamic update slice update element type does not match argument. operand.element_type:"
            + " %s vs update.element_type: %s.",
        operand.elementType(),
        update.elementType());
    for (int i = 0; i < operand.rank(); i++) {
      Check.that(
          operand.dimension(i) == ArrayShape.UNBOUNDED
              || update.dimension(i) <= operand.dimension(i),
          "Update dimension size %d greater than dynamic slice dimension: %d.",
          update.dimension(i),
          operand.dimension(i));
    }
    return operand;
  }

  private static void checkStarts(String what, ArrayShape operand, List<Shape> starts) {
    if (starts.size() == 1
        && starts.getFirst() instanceof ArrayShape vector
        && vector.rank() == 1) {
      checkVector(what, operand, vector);
      return;
    }
    Check.that(
        starts.size() == operand.rank(),
        "%s start number of dimensions %d must match rank %d of slice input (%s).",
        what,
        starts.size(),
        operand.rank(),
        operand);
    ElementType type = null;
    for (Shape start : starts) {
      Check.that(start.isScalar(), "%s indices must be scalar, not %s.", what, start);
      ElementType startType = start.asArray().elementType();
      checkIndexType(what, startType);
      Check.that(
          type == null || type == startType,
          "%s start indices must all have the same type, but have %s and %s.",
          what,
          type,
          startType);
      type = startType;
    }
  }

  private static void checkVector(String what, ArrayShape operand, ArrayShape vector) {
    checkIndexType(what, vector.elementType());
    Check.that(
        vector.dimension(0) == operand.rank(),
        "%s start number of dimensions %d (%s) must match rank %d of slice input (%s).",
        what,
        vector.dimension(0),
        vector,
        operand.rank(),
        operand);
  }

  private static void checkIndexType(String what, ElementType type) {
    Check.that(type.isInteger(), "%s start indices must be of integral type.", what);
  }
}
