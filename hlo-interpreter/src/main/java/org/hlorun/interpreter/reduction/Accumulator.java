package org.hlorun.interpreter.reduction;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Folds elements of N arrays with a function {@code (acc_0, ..., acc_N-1, x_0, ..., x_N-1) ->
 * (acc_0, ..., acc_N-1)}. Used by one thread.
 */
final class Accumulator {
  /** Steps between two polls. */
  private static final int POLL_INTERVAL = 4096;

  private final ScalarFunction.Frame frame;
  private final ArrayLiteral[] inputs;
  private final ArrayLiteral[] inits;
  private final Evaluation evaluation;
  private boolean empty = true;
  private int steps;

  Accumulator(
      ScalarFunction function, ArrayLiteral[] inputs, ArrayLiteral[] inits, Evaluation evaluation) {
    this.frame = function.newFrame();
    this.inputs = inputs;
    this.inits = inits;
    this.evaluation = evaluation;
  }

  /** Starts again from the initial values. */
  void begin() {
    empty = true;
  }

  /** Folds in the elements at a linear position of the inputs. */
  void accept(long position) {
    int count = inputs.length;
    for (int i = 0; i < count; i++) {
      if (empty) {
        frame.setArgument(i, inits[i], 0);
      } else {
        frame.setArgumentToResult(i, i);
      }
      frame.setArgument(count + i, inputs[i], position);
    }
    frame.run();
    empty = false;
    if (++steps == POLL_INTERVAL) {
      steps = 0;
      evaluation.poll();
    }
  }

  /** Stores what has been accumulated: the initial values if nothing has. */
  void store(ArrayLiteral[] results, long position) {
    for (int i = 0; i < results.length; i++) {
      if (empty) {
        copy(inits[i], results[i], position);
      } else {
        frame.storeResult(i, results[i], position);
      }
    }
  }

  private static void copy(ArrayLiteral init, ArrayLiteral result, long position) {
    long bytes = result.elementType().byteSize();
    result.segment().asSlice(position * bytes, bytes).copyFrom(init.segment());
  }
}
