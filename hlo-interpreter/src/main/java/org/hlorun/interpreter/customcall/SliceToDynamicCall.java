package org.hlorun.interpreter.customcall;

import java.util.Set;
import java.util.stream.IntStream;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/**
 * {@code SliceToDynamic}: an array at its bounds with the runtime sizes that the other operands
 * give.
 */
final class SliceToDynamicCall implements CustomCall {
  @Override
  public Set<String> targets() {
    return Set.of("SliceToDynamic");
  }

  @Override
  public Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral input = operands[0].asArray();
    ArrayShape shape = instruction.shape().asArray();
    long[] sizes =
        IntStream.range(0, shape.rank())
            .mapToLong(d -> clamp(operands[1 + d].asArray().getLong(0), shape.dimension(d)))
            .toArray();
    return ArrayLiteral.of(shape, input.segment()).withSizes(LongList.of(sizes));
  }

  private static long clamp(long size, long bound) {
    return Math.max(0, Math.min(size, bound));
  }
}
