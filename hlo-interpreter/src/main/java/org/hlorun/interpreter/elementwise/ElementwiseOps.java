package org.hlorun.interpreter.elementwise;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Elementwise operations, conversions and scalar functions. */
public final class ElementwiseOps {
  private ElementwiseOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {}
}
