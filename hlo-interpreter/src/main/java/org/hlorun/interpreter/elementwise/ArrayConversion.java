package org.hlorun.interpreter.elementwise;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/** The meaning of {@code convert} for instructions that convert their operands themselves. */
public final class ArrayConversion {
  private ArrayConversion() {}

  /**
   * An array's elements converted to another type.
   *
   * @param user the instruction that the memory is counted for
   */
  public static ArrayLiteral convert(
      ArrayLiteral array, ElementType type, HloInstruction user, Evaluation evaluation) {
    ArrayLiteral result = evaluation.allocate(user, array.shape().withElementType(type));
    Kernel kernel = Kernels.convert(array.elementType(), type);
    ArrayEvaluator.evaluateAll(kernel, false, new ArrayLiteral[] {array}, result, evaluation);
    return ArrayEvaluator.withRuntimeSizes(result, array);
  }
}
