package org.hlorun.interpreter.random;

import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** {@code rng-get-and-update-state}: the run's random state, which is advanced by {@code delta}. */
final class StateUpdate {
  private StateUpdate() {}

  /** {@code u64[2]}: the low and the high word of the state before the update. */
  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    ArrayLiteral result = evaluation.allocate(instruction);
    long[] words = evaluation.rngState().getAndAdd(instruction.get(Attribute.DELTA));
    result.setBits(0, words[0]);
    result.setBits(1, words[1]);
    return result;
  }
}
