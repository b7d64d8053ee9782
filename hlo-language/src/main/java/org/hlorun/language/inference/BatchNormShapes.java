package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Batch normalisation: all other operands are vectors of one element per feature. */
final class BatchNormShapes {
  private BatchNormShapes() {}

  /**
   * The result of {@code batch-norm-training (x, scale, offset)}: y, mean, variance; of {@code
   * batch-norm-inference (x, scale, offset, mean, variance)}: y; of {@code batch-norm-grad (x,
   * scale, mean, variance, dy)}: dx, dscale, doffset.
   */
  static Shape infer(Opcode opcode, List<Shape> operands, Given attributes) {
    ArrayShape operand = Check.array(operands.getFirst(), "operand of " + opcode);
    long feature = attributes.get(Attribute.FEATURE_INDEX);
    Check.that(
        feature >= 0,
        "Expected feature_index of %s to be a non-negative number, got %d.",
        opcode,
        feature);
    Check.that(
        feature < operand.rank(),
        "Expected feature_index of %s to be smaller than the rank of operand_shape; got"
            + " feature_index %d, and rank %d.",
        opcode,
        feature,
        operand.rank());
    Check.that(
        operand.elementType().isFloat(),
        "The operand to %s must have a floating point element type, but the shape is %s.",
        opcode,
        operand);
    boolean gradient = opcode == Opcode.BATCH_NORM_GRAD;
    int vectors = gradient ? operands.size() - 1 : operands.size();
    for (int i = 1; i < vectors; i++) {
      checkVector(opcode, i, operands.get(i), operand, (int) feature);
    }
    if (gradient) {
      Check.that(
          operands.getLast().isCompatible(operand),
          "The shapes of operand and grad output of %s must be equal; got %s and %s.",
          opcode,
          operand,
          operands.getLast());
    }
    ArrayShape vector =
        new ShapeBuilder().copy(operand, (int) feature).build(operand.elementType());
    return opcode == Opcode.BATCH_NORM_INFERENCE ? operand : TupleShape.of(operand, vector, vector);
  }

  private static void checkVector(
      Opcode opcode, int index, Shape shape, ArrayShape operand, int feature) {
    ArrayShape vector = Check.array(shape, "operand " + index + " of " + opcode);
    Check.that(
        vector.rank() == 1,
        "Operand %d of %s must have rank 1, but has rank %d.",
        index,
        opcode,
        vector.rank());
    Check.that(
        vector.elementType() == operand.elementType(),
        "The inputs should have the same element type for %s, but operand %d is %s and operand 0 is"
            + " %s.",
        opcode,
        index,
        vector,
        operand);
    Check.that(
        vector.dimension(0) == operand.dimension(feature),
        "The size of operand %d of %s should be the same as feature count, but it is %d and the"
            + " feature count is %d.",
        index,
        opcode,
        vector.dimension(0),
        operand.dimension(feature));
  }
}
