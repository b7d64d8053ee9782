package org.hlorun.interpreter.customcall;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.TupleShape;

/**
 * {@code TopK}: the largest elements of the last dimension with their indices, in descending order,
 * ties by lower index. NaN counts as larger than every number.
 */
final class TopKCall implements CustomCall {
  @Override
  public Set<String> targets() {
    return Set.of("TopK");
  }

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    TupleShape shape = instruction.shape().asTuple();
    ArrayLiteral values = evaluation.allocate(instruction, shape.element(0).asArray());
    ArrayLiteral indices = evaluation.allocate(instruction, shape.element(1).asArray());
    int rank = input.shape().rank();
    int size = Math.toIntExact(input.shape().dimension(rank - 1));
    int k = Math.toIntExact(values.shape().dimension(rank - 1));
    long rows = size == 0 ? 0 : input.elementCount() / size;
    for (long row = 0; row < rows; row++) {
      evaluation.poll();
      long base = row * size;
      Integer[] order = new Integer[size];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, descending(input, base));
      for (int i = 0; i < k; i++) {
        values.setBits(row * k + i, input.getBits(base + order[i]));
        indices.setLong(row * k + i, order[i]);
      }
    }
    return TupleLiteral.of(values, indices);
  }

  private static Comparator<Integer> descending(ArrayLiteral input, long base) {
    return switch (input.elementType().kind()) {
      case FLOAT -> (a, b) -> Double.compare(input.getDouble(base + b), input.getDouble(base + a));
      case UNSIGNED ->
          (a, b) -> Long.compareUnsigned(input.getLong(base + b), input.getLong(base + a));
      default -> (a, b) -> Long.compare(input.getLong(base + b), input.getLong(base + a));
    };
  }
}
