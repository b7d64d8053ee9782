package org.hlorun.interpreter.random;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Random numbers: reproducible generators, and draws from distributions. */
public final class RandomOps {
  private RandomOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {
    table.put(Opcode.RNG, RandomDraw::evaluate);
    table.put(Opcode.RNG_BIT_GENERATOR, BitGenerator::evaluate);
    table.put(Opcode.RNG_GET_AND_UPDATE_STATE, StateUpdate::evaluate);
  }
}
