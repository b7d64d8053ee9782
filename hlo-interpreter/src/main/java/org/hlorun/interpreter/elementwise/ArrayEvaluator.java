package org.hlorun.interpreter.elementwise;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/**
 * Evaluates an elementwise instruction on arrays: in parallel over ranges of elements, block by
 * block through the instruction's {@link Kernel}. Scalar operands of {@code clamp} and {@code
 * select} stand for arrays of the result's shape.
 */
final class ArrayEvaluator implements Evaluator {
  /** Elements decoded at once: a few blocks of this size fit the first-level cache. */
  private static final int BLOCK = 1024;

  /** Least number of elements that are worth a task of their own. */
  private static final long GRAIN = 16 * BLOCK;

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Kernel kernel =
        evaluation.rounding() == Rounding.EACH_STEP
            ? SteppedHyperbolic.kernel(instruction).orElseGet(() -> Kernels.of(instruction))
            : Kernels.of(instruction);
    boolean exact = Kernels.keepsNaNs(instruction);
    ArrayLiteral[] arrays = new ArrayLiteral[operands.length];
    for (int i = 0; i < operands.length; i++) {
      arrays[i] = operands[i].asArray();
    }
    ArrayLiteral result = evaluation.allocate(instruction);
    evaluateAll(kernel, exact, arrays, result, evaluation);
    return withRuntimeSizes(result, arrays);
  }

  /** Fills a result with what a kernel makes of its operands. */
  static void evaluateAll(
      Kernel kernel,
      boolean exact,
      ArrayLiteral[] operands,
      ArrayLiteral result,
      Evaluation evaluation) {
    evaluation.parallel(
        result.elementCount(),
        GRAIN,
        (start, end) -> evaluateRange(kernel, exact, operands, result, start, end));
  }

  private static void evaluateRange(
      Kernel kernel,
      boolean exact,
      ArrayLiteral[] operands,
      ArrayLiteral result,
      long start,
      long end) {
    int capacity = (int) Math.min(BLOCK, end - start);
    Block[] blocks = new Block[operands.length];
    for (int i = 0; i < operands.length; i++) {
      blocks[i] = new Block(operands[i].elementType(), capacity);
      if (isBroadcast(operands[i], result)) {
        blocks[i].fill(operands[i]);
      }
    }
    Block resultBlock = new Block(result.elementType(), capacity);
    for (long position = start; position < end; position += capacity) {
      int count = (int) Math.min(capacity, end - position);
      for (int i = 0; i < operands.length; i++) {
        if (!isBroadcast(operands[i], result)) {
          blocks[i].load(operands[i], position, count, exact);
        }
      }
      kernel.apply(blocks, resultBlock, count);
      resultBlock.store(result, position, count, exact);
    }
  }

  private static boolean isBroadcast(ArrayLiteral operand, ArrayLiteral result) {
    return operand.shape().rank() == 0 && result.shape().rank() > 0;
  }

  /** The runtime sizes of a result are those of its operands. */
  static ArrayLiteral withRuntimeSizes(ArrayLiteral result, ArrayLiteral... operands) {
    LongList bounds = result.shape().dimensions();
    for (ArrayLiteral operand : operands) {
      ArrayShape shape = operand.shape();
      if (operand.isPartial() && shape.dimensions().equals(bounds)) {
        return result.withSizes(operand.sizes());
      }
    }
    return result;
  }
}
