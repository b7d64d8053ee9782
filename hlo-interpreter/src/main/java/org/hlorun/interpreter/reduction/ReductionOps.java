package org.hlorun.interpreter.reduction;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Reductions over dimensions and windows, {@code map} and {@code scan}. */
public final class ReductionOps {
  private ReductionOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {
    table.put(Opcode.REDUCE, Reduce::evaluate);
    table.put(Opcode.REDUCE_WINDOW, ReduceWindow::evaluate);
    table.put(Opcode.SELECT_AND_SCATTER, SelectAndScatter::evaluate);
    table.put(Opcode.MAP, ElementMap::evaluate);
    table.put(Opcode.SCAN, Scan::evaluate);
  }
}
