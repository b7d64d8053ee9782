package org.hlorun.interpreter.collective;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Communication between devices, and with the host. */
public final class CollectiveOps {
  private CollectiveOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {}
}
