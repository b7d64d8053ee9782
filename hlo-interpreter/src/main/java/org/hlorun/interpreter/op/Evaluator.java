package org.hlorun.interpreter.op;

import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** The meaning of an opcode. Implementations are stateless. */
@FunctionalInterface
public interface Evaluator {
  /**
   * The value of an instruction. Operands are only read; the result may share their memory.
   *
   * @param instruction the instruction, part of a verified module
   * @param operands the operands' values in order
   * @param evaluation the run this is part of
   */
  Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation);
}
