package org.hlorun.interpreter.reduction;

import java.util.List;
import java.util.Optional;
import org.hlorun.interpreter.block.Comparison;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/**
 * {@code select-and-scatter}: every source element goes to the element of its window over the
 * operand that {@code select} prefers, and is combined there by {@code scatter(source, current)};
 * all else is the initial value. The first element of a window is kept as long as {@code
 * select(kept, candidate)} holds. Padding is never selected.
 */
final class SelectAndScatter {
  private final ArrayLiteral operand;
  private final ArrayLiteral source;
  private final ArrayLiteral init;
  private final ArrayLiteral result;
  private final List<WindowAxis> axes;
  private final Evaluation evaluation;

  private SelectAndScatter(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    operand = operands[0].asArray();
    source = operands[1].asArray();
    init = operands[2].asArray();
    Window window = instruction.find(Attribute.WINDOW).orElse(new Window(List.of()));
    axes = WindowWalk.axes(window, operand.sizes().toArray());
    result = RuntimeSizes.allocate(evaluation, instruction, operand.sizes()::get);
    this.evaluation = evaluation;
  }

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    SelectAndScatter op = new SelectAndScatter(instruction, operands, evaluation);
    HloComputation select = instruction.get(Attribute.SELECT);
    ScalarFunction scatter = evaluation.scalarFunction(instruction.get(Attribute.SCATTER));
    Optional<Comparison> comparison = Comparison.of(select).filter(found -> found.pair() == 0);
    Optional<Monoid<?>> monoid =
        Reduce.haveType(op.operand.elementType(), op.source, op.init)
            ? Monoid.of(scatter, op.source.elementType(), evaluation.rounding())
            : Optional.empty();
    if (comparison.isPresent()
        && monoid.isPresent()
        && MonoidSelectAndScatter.handles(op.operand, op.source, op.axes)) {
      MonoidSelectAndScatter.run(
          comparison.get(),
          monoid.get(),
          op.operand,
          op.source,
          op.init,
          op.result,
          op.axes,
          evaluation);
    } else {
      op.run(evaluation.scalarFunction(select).newFrame(), scatter.newFrame());
    }
    return op.result;
  }

  private void run(ScalarFunction.Frame select, ScalarFunction.Frame scatter) {
    long[] strides = Strides.rowMajor(operand.shape().dimensions());
    long[] resultSizes = result.shape().dimensions().toArray();
    StridedCopy.of(init.elementType().byteSize(), resultSizes, new long[strides.length], strides)
        .run(evaluation, init.segment(), 0, result.segment(), 0);
    IndexWalk positions =
        new IndexWalk(source.sizes().toArray(), Strides.rowMajor(source.shape().dimensions()));
    WindowWalk window = new WindowWalk(axes, strides);
    for (long i = 0; i < positions.count(); i++) {
      if (window.begin(positions)) {
        long kept = selected(window, select);
        scatter.setArgument(0, source, positions.offset(0));
        scatter.setArgument(1, result, kept);
        scatter.run();
        scatter.storeResult(0, result, kept);
      }
      positions.next();
      if (i % 1024 == 0) {
        evaluation.poll();
      }
    }
  }

  private long selected(WindowWalk window, ScalarFunction.Frame select) {
    long kept = window.offset();
    while (window.next()) {
      select.setArgument(0, operand, kept);
      select.setArgument(1, operand, window.offset());
      select.run();
      if (!select.booleanResult()) {
        kept = window.offset();
      }
    }
    return kept;
  }
}
