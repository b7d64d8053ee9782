package org.hlorun.interpreter.reduction;

import java.util.Optional;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * {@code reduce}: folds N arrays over some dimensions, from the initial values on, in row-major
 * order.
 */
final class Reduce {
  private Reduce() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    int count = operands.length / 2;
    ArrayLiteral[] inputs = Results.arrays(operands, 0, count);
    ArrayLiteral[] inits = Results.arrays(operands, count, 2 * count);
    LongList dimensions = instruction.get(Attribute.DIMENSIONS);
    LongList sizes = inputs[0].sizes();
    int[] reduced = dimensions.stream().mapToInt(Math::toIntExact).sorted().toArray();
    int[] kept = sizes.indices().filter(d -> !dimensions.contains(d)).toArray();
    ArrayLiteral[] results = Results.allocate(evaluation, instruction, d -> sizes.get(kept[d]));
    ScalarFunction function = evaluation.scalarFunction(instruction.get(Attribute.TO_APPLY));
    Optional<Monoid<?>> monoid =
        count == 1 && !sizes.contains(0) && haveType(results[0].elementType(), inputs[0], inits[0])
            ? Monoid.of(function, results[0].elementType(), evaluation.rounding())
            : Optional.empty();
    if (monoid.isPresent()) {
      MonoidReduce.run(monoid.get(), inputs[0], inits[0], results[0], dimensions, evaluation);
    } else {
      fold(inputs, inits, results, kept, reduced, function, evaluation);
    }
    return Results.value(instruction, results);
  }

  /** Whether all arrays have an element type. */
  static boolean haveType(ElementType type, ArrayLiteral... arrays) {
    for (ArrayLiteral array : arrays) {
      if (array.elementType() != type) {
        return false;
      }
    }
    return true;
  }

  private static void fold(
      ArrayLiteral[] inputs,
      ArrayLiteral[] inits,
      ArrayLiteral[] results,
      int[] kept,
      int[] reduced,
      ScalarFunction function,
      Evaluation evaluation) {
    long[] sizes = inputs[0].sizes().toArray();
    long[] strides = Strides.rowMajor(inputs[0].shape().dimensions());
    long[] keptSizes = Strides.select(sizes, kept);
    long[] keptStrides = Strides.select(strides, kept);
    long[] resultStrides = Strides.rowMajor(results[0].shape().dimensions());
    long[] reducedSizes = Strides.select(sizes, reduced);
    long[] reducedStrides = Strides.select(strides, reduced);
    long steps = Strides.count(reducedSizes);
    evaluation.parallel(
        Strides.count(keptSizes),
        Math.max(1, 4096 / Math.max(1, steps)),
        (start, end) -> {
          IndexWalk outputs = new IndexWalk(keptSizes, keptStrides, resultStrides);
          IndexWalk inner = new IndexWalk(reducedSizes, reducedStrides);
          Accumulator accumulator = new Accumulator(function, inputs, inits, evaluation);
          outputs.seek(start);
          for (long i = start; i < end; i++) {
            accumulator.begin();
            for (long step = 0; step < steps; step++) {
              accumulator.accept(outputs.offset(0) + inner.offset(0));
              inner.next();
            }
            accumulator.store(results, outputs.offset(1));
            outputs.next();
          }
        });
  }
}
