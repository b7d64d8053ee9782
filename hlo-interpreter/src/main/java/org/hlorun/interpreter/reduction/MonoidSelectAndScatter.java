package org.hlorun.interpreter.reduction;

import java.util.List;
import org.hlorun.interpreter.block.Comparison;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A {@code select-and-scatter} that selects by a comparison and scatters by a monoid, on decoded
 * slices: leading dimensions that the window does not touch are independent of each other.
 */
final class MonoidSelectAndScatter<B> {
  private final Monoid<B> monoid;
  private final ArrayLiteral operand;
  private final ArrayLiteral source;
  private final ArrayLiteral init;
  private final ArrayLiteral result;
  private final List<WindowAxis> inner;
  private final int operandSize;
  private final int sourceSize;
  private final long slices;

  private MonoidSelectAndScatter(
      Monoid<B> monoid,
      ArrayLiteral operand,
      ArrayLiteral source,
      ArrayLiteral init,
      ArrayLiteral result,
      List<WindowAxis> axes) {
    this.monoid = monoid;
    this.operand = operand;
    this.source = source;
    this.init = init;
    this.result = result;
    int outerRank = WindowAxis.leadingTrivial(axes);
    inner = axes.subList(outerRank, axes.size());
    operandSize = (int) Strides.count(inner.stream().mapToLong(WindowAxis::inputSize).toArray());
    sourceSize = (int) Strides.count(inner.stream().mapToLong(WindowAxis::outputSize).toArray());
    slices = sourceSize == 0 ? 0 : source.elementCount() / sourceSize;
  }

  /** Whether slices are dense and small enough to be decoded, and no axis is odd. */
  static boolean handles(ArrayLiteral operand, ArrayLiteral source, List<WindowAxis> axes) {
    for (int d = 0; d < axes.size(); d++) {
      if (axes.get(d).outputSize() != source.sizes().get(d)) {
        return false;
      }
    }
    return !operand.isPartial()
        && !source.isPartial()
        && source.elementCount() > 0
        && WindowAxis.hasSmallSlices(axes);
  }

  static <B> void run(
      Comparison comparison,
      Monoid<B> monoid,
      ArrayLiteral operand,
      ArrayLiteral source,
      ArrayLiteral init,
      ArrayLiteral result,
      List<WindowAxis> axes,
      Evaluation evaluation) {
    var op = new MonoidSelectAndScatter<>(monoid, operand, source, init, result, axes);
    evaluation.parallel(
        op.slices,
        WindowAxis.slicesPerTask(op.slices, op.operandSize + op.sourceSize),
        (start, end) -> {
          Comparison.Keys keys = comparison.newKeys(operand.elementType(), op.operandSize);
          B sources = monoid.allocate(op.sourceSize);
          B sums = monoid.allocate(op.operandSize);
          for (long slice = start; slice < end; slice++) {
            op.runSlice(slice, keys, sources, sums, evaluation);
          }
        });
  }

  private void runSlice(
      long slice, Comparison.Keys keys, B sources, B sums, Evaluation evaluation) {
    keys.read(operand, slice * operandSize, 1, operandSize);
    monoid.read(source, slice * sourceSize, sources, 0, sourceSize);
    for (int i = 0; i < operandSize; i++) {
      monoid.read(init, 0, sums, i, 1);
    }
    long[] inputSizes = inner.stream().mapToLong(WindowAxis::inputSize).toArray();
    long[] sourceSizes = inner.stream().mapToLong(WindowAxis::outputSize).toArray();
    WindowWalk window = new WindowWalk(inner, Strides.rowMajor(inputSizes));
    IndexWalk positions = new IndexWalk(sourceSizes);
    for (int i = 0; i < sourceSize; i++) {
      if (window.begin(positions)) {
        int kept = (int) window.offset();
        while (window.next()) {
          int candidate = (int) window.offset();
          kept = keys.holds(kept, candidate) ? kept : candidate;
        }
        monoid.combine(sums, kept, sources, i, 1);
      }
      positions.next();
      if (i % 4096 == 0) {
        evaluation.poll();
      }
    }
    monoid.write(result, slice * operandSize, sums, 0, operandSize);
  }
}
