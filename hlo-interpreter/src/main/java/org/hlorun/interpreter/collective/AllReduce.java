package org.hlorun.interpreter.collective;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/**
 * {@code all-reduce} and {@code reduce-scatter}: elementwise reduction over a group of devices, in
 * the group's order.
 */
final class AllReduce {
  private AllReduce() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    LongList group = DeviceGroups.of(instruction, evaluation.device()).orElse(null);
    List<Literal> results = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      results.add(reduce(instruction, i, operands[i].asArray(), group, evaluation));
    }
    return instruction.shape().isTuple() ? new TupleLiteral(results) : results.getFirst();
  }

  static Literal evaluateScattered(
      HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    LongList group = DeviceGroups.of(instruction, evaluation.device()).orElse(null);
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    List<Literal> results = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      ArrayLiteral all = reduce(instruction, i, operands[i].asArray(), group, evaluation);
      ArrayLiteral part =
          evaluation.allocate(
              instruction,
              (instruction.shape().isTuple()
                      ? instruction.shape().asTuple().element(i)
                      : instruction.shape())
                  .asArray());
      long size = part.shape().dimension(dimension);
      long position = group == null ? 0 : group.indexOf(evaluation.device().number());
      Pieces.copy(all, position * size, part, 0, size, dimension);
      results.add(part);
    }
    return instruction.shape().isTuple() ? new TupleLiteral(results) : results.getFirst();
  }

  /** A device outside of every group keeps its own value. */
  private static ArrayLiteral reduce(
      HloInstruction instruction,
      int operand,
      ArrayLiteral value,
      LongList group,
      Evaluation evaluation) {
    if (group == null || group.size() == 1) {
      return value;
    }
    Object key = List.of(DeviceGroups.key(instruction), operand);
    List<ArrayLiteral> values =
        evaluation.device().exchange(key, group, value).stream().map(Literal::asArray).toList();
    ArrayLiteral result = evaluation.allocate(instruction, value.shape());
    ScalarFunction function = evaluation.scalarFunction(instruction.get(Attribute.TO_APPLY));
    boolean floatingSum =
        function.binaryOpcode().orElse(null) == Opcode.ADD
            && (value.elementType().isFloat() || value.elementType().isComplex());
    long count = result.elementCount();
    if (floatingSum) {
      evaluation.parallel(count, 4096, (start, end) -> sum(values, result, start, end));
    } else {
      evaluation.parallel(count, 4096, (start, end) -> fold(function, values, result, start, end));
    }
    return result;
  }

  /** Sums in double, with one rounding at the end. */
  private static void sum(List<ArrayLiteral> values, ArrayLiteral result, long start, long end) {
    for (long i = start; i < end; i++) {
      double real = 0;
      double imaginary = 0;
      for (ArrayLiteral value : values) {
        real += value.getDouble(i);
        imaginary += value.getImaginary(i);
      }
      result.setComplex(i, real, imaginary);
    }
  }

  private static void fold(
      ScalarFunction function,
      List<ArrayLiteral> values,
      ArrayLiteral result,
      long start,
      long end) {
    ScalarFunction.Frame frame = function.newFrame();
    for (long i = start; i < end; i++) {
      frame.setArgument(0, values.getFirst(), i);
      for (int v = 1; v < values.size(); v++) {
        frame.setArgument(1, values.get(v), i);
        frame.run();
        frame.setArgumentToResult(0, 0);
      }
      frame.storeResult(0, result, i);
    }
  }
}
