package org.hlorun.interpreter.reduction;

import java.util.List;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A {@code reduce-window} by a monoid, one dimension after the other: a window over a box is a
 * window over its rows of windows over its columns. Leading dimensions that the window does not
 * touch are independent slices.
 */
final class MonoidReduceWindow<B> {
  /** Elements written at a time. */
  private static final int BLOCK = 1024;

  private final Monoid<B> monoid;
  private final ArrayLiteral input;
  private final ArrayLiteral init;
  private final ArrayLiteral result;
  private final List<WindowAxis> axes;
  private final Evaluation evaluation;

  private MonoidReduceWindow(
      Monoid<B> monoid,
      ArrayLiteral input,
      ArrayLiteral init,
      ArrayLiteral result,
      List<WindowAxis> axes,
      Evaluation evaluation) {
    this.monoid = monoid;
    this.input = input;
    this.init = init;
    this.result = result;
    this.axes = axes;
    this.evaluation = evaluation;
  }

  /** Whether slices are dense and small enough to be decoded. */
  static boolean handles(ArrayLiteral input, List<WindowAxis> axes) {
    return !input.isPartial() && WindowAxis.hasSmallSlices(axes);
  }

  static <B> void run(
      Monoid<B> monoid,
      ArrayLiteral input,
      ArrayLiteral init,
      ArrayLiteral result,
      List<WindowAxis> axes,
      Evaluation evaluation) {
    new MonoidReduceWindow<>(monoid, input, init, result, axes, evaluation).run();
  }

  private void run() {
    int outerRank = WindowAxis.leadingTrivial(axes);
    List<WindowAxis> inner = axes.subList(outerRank, axes.size());
    long slices =
        Strides.count(
            axes.subList(0, outerRank).stream().mapToLong(WindowAxis::inputSize).toArray());
    int inputSize = (int) Strides.count(inner.stream().mapToLong(WindowAxis::inputSize).toArray());
    int resultSize =
        (int) Strides.count(inner.stream().mapToLong(WindowAxis::outputSize).toArray());
    if (resultSize == 0) {
      return;
    }
    evaluation.parallel(
        slices,
        WindowAxis.slicesPerTask(slices, inputSize + resultSize),
        (start, end) -> {
          for (long slice = start; slice < end; slice++) {
            B values = monoid.allocate(inputSize);
            monoid.read(input, slice * inputSize, values, 0, inputSize);
            for (int d = 0; d < inner.size(); d++) {
              values = pass(values, inner, d);
            }
            write(values, slice * resultSize, resultSize);
          }
        });
  }

  /** Applies the window along one dimension; the dimensions before it have been done already. */
  private B pass(B values, List<WindowAxis> inner, int d) {
    WindowAxis axis = inner.get(d);
    if (axis.isTrivial()) {
      return values;
    }
    long before = 1;
    long behind = 1;
    for (int i = 0; i < inner.size(); i++) {
      before *= i < d ? inner.get(i).outputSize() : 1;
      behind *= i > d ? inner.get(i).inputSize() : 1;
    }
    return new WindowPass<>(monoid, axis, (int) before, (int) behind, evaluation).apply(values);
  }

  private void write(B values, long start, int count) {
    int size = Math.min(count, BLOCK);
    B inits = monoid.allocate(size);
    for (int i = 0; i < size; i++) {
      monoid.read(init, 0, inits, i, 1);
    }
    B block = monoid.allocate(size);
    for (int i = 0; i < count; i += BLOCK) {
      int length = Math.min(BLOCK, count - i);
      monoid.copy(inits, 0, block, 0, length);
      monoid.combine(block, 0, values, i, length);
      monoid.write(result, start + i, block, 0, length);
    }
  }
}
