package org.hlorun.interpreter.index;

import java.util.function.IntToLongFunction;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** The real extents of results with dynamic dimensions. */
public final class RuntimeSizes {
  private RuntimeSizes() {}

  /**
   * The real extents of a result: {@code extent} for the dimensions that the shape marks dynamic
   * (at least 0 and at most the bound), the static sizes for the others.
   *
   * @param extent the real extent of a dynamic dimension
   */
  public static LongList of(ArrayShape shape, IntToLongFunction extent) {
    LongList sizes = shape.dimensions();
    if (!shape.hasDynamicDimensions()) {
      return sizes;
    }
    for (int d = 0; d < shape.rank(); d++) {
      if (shape.isDynamic(d)) {
        long size = Math.clamp(extent.applyAsLong(d), 0, shape.dimension(d));
        sizes = sizes.with(d, size);
      }
    }
    return sizes;
  }

  /** A zeroed array of the instruction's shape with the real extents of {@link #of}. */
  public static ArrayLiteral allocate(
      Evaluation evaluation, HloInstruction instruction, IntToLongFunction extent) {
    return allocate(evaluation, instruction, instruction.shape().asArray(), extent);
  }

  /** A zeroed array of a shape with the real extents of {@link #of}. */
  public static ArrayLiteral allocate(
      Evaluation evaluation,
      HloInstruction instruction,
      ArrayShape shape,
      IntToLongFunction extent) {
    ArrayLiteral result = evaluation.allocate(instruction, shape);
    return shape.hasDynamicDimensions() ? result.withSizes(of(shape, extent)) : result;
  }
}
