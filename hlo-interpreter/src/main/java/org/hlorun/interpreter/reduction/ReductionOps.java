package org.hlorun.interpreter.reduction;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Reductions, windows, scans, maps and sorts: a called computation on many elements. */
public final class ReductionOps {
  private ReductionOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {}
}
