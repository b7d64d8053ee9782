package org.hlorun.interpreter.reduction;

import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** {@code map}: a function applied to corresponding elements of N arrays. */
final class ElementMap {
  private ElementMap() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral[] inputs = Results.arrays(operands, 0, operands.length);
    ArrayLiteral[] results = Results.allocate(evaluation, instruction, inputs[0].sizes()::get);
    ScalarFunction function = evaluation.scalarFunction(instruction.get(Attribute.TO_APPLY));
    long[] sizes = results[0].sizes().toArray();
    long[] strides = Strides.rowMajor(results[0].shape().dimensions());
    evaluation.parallel(
        Strides.count(sizes),
        1024,
        (start, end) -> {
          ScalarFunction.Frame frame = function.newFrame();
          IndexWalk walk = new IndexWalk(sizes, strides);
          walk.seek(start);
          for (long i = start; i < end; i++) {
            for (int k = 0; k < inputs.length; k++) {
              frame.setArgument(k, inputs[k], walk.offset(0));
            }
            frame.run();
            for (int k = 0; k < results.length; k++) {
              frame.storeResult(k, results[k], walk.offset(0));
            }
            walk.next();
          }
        });
    return Results.value(instruction, results);
  }
}
