package org.hlorun.interpreter.movement;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Data movement: results are copies of operand elements, constants or indices. */
public final class MovementOps {
  private MovementOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {}
}
