package org.hlorun.interpreter.reduction;

import java.util.List;
import java.util.Optional;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * {@code reduce-window}: folds the elements of every window of N arrays, from the initial values
 * on, in row-major order. Padding and holes are left out, so that the initial value counts once.
 */
final class ReduceWindow {
  private ReduceWindow() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    int count = operands.length / 2;
    ArrayLiteral[] inputs = Results.arrays(operands, 0, count);
    ArrayLiteral[] inits = Results.arrays(operands, count, 2 * count);
    Window window = instruction.find(Attribute.WINDOW).orElse(new Window(List.of()));
    List<WindowAxis> axes = WindowWalk.axes(window, inputs[0].sizes().toArray());
    ArrayLiteral[] results =
        Results.allocate(evaluation, instruction, d -> axes.get(d).outputSize());
    ScalarFunction function = evaluation.scalarFunction(instruction.get(Attribute.TO_APPLY));
    Optional<Monoid<?>> monoid =
        count == 1
                && MonoidReduceWindow.handles(inputs[0], axes)
                && Reduce.haveType(results[0].elementType(), inputs[0], inits[0])
            ? Monoid.of(function, results[0].elementType(), evaluation.rounding())
            : Optional.empty();
    if (monoid.isPresent()) {
      MonoidReduceWindow.run(monoid.get(), inputs[0], inits[0], results[0], axes, evaluation);
    } else {
      fold(inputs, inits, results, axes, function, evaluation);
    }
    return Results.value(instruction, results);
  }

  private static void fold(
      ArrayLiteral[] inputs,
      ArrayLiteral[] inits,
      ArrayLiteral[] results,
      List<WindowAxis> axes,
      ScalarFunction function,
      Evaluation evaluation) {
    long[] sizes = results[0].sizes().toArray();
    long[] resultStrides = Strides.rowMajor(results[0].shape().dimensions());
    long[] inputStrides = Strides.rowMajor(inputs[0].shape().dimensions());
    evaluation.parallel(
        Strides.count(sizes),
        64,
        (start, end) -> {
          IndexWalk positions = new IndexWalk(sizes, resultStrides);
          WindowWalk elements = new WindowWalk(axes, inputStrides);
          Accumulator accumulator = new Accumulator(function, inputs, inits, evaluation);
          positions.seek(start);
          for (long i = start; i < end; i++) {
            accumulator.begin();
            boolean more = elements.begin(positions);
            while (more) {
              accumulator.accept(elements.offset());
              more = elements.next();
            }
            accumulator.store(results, positions.offset(0));
            positions.next();
          }
        });
  }
}
