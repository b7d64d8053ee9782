package org.hlorun.interpreter.linalg;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Factorisations, solves, transforms and normalisations. */
public final class LinearAlgebraOps {
  private LinearAlgebraOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {}
}
