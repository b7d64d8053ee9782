package org.hlorun.interpreter.reduction;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Operands and results of operations on N arrays, whose result is an array or a tuple of N. */
final class Results {
  private Results() {}

  /** The operands {@code [start, end)} as arrays. */
  static ArrayLiteral[] arrays(Literal[] operands, int start, int end) {
    return Arrays.stream(operands, start, end).map(Literal::asArray).toArray(ArrayLiteral[]::new);
  }

  /** Zeroed arrays of the instruction's shape, one per result. */
  static ArrayLiteral[] allocate(
      Evaluation evaluation, HloInstruction instruction, IntToLongFunction extent) {
    List<Shape> shapes =
        instruction.shape() instanceof TupleShape tuple
            ? tuple.elements()
            : List.of(instruction.shape());
    return shapes.stream()
        .map(shape -> RuntimeSizes.allocate(evaluation, instruction, shape.asArray(), extent))
        .toArray(ArrayLiteral[]::new);
  }

  /** The instruction's value made of its results. */
  static Literal value(HloInstruction instruction, ArrayLiteral[] results) {
    return instruction.shape().isTuple() ? TupleLiteral.of(results) : results[0];
  }
}
