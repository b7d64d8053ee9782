package org.hlorun.interpreter.contraction;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Opcode;

/** Contractions: dot, ragged-dot, scaled-dot and convolution. */
public final class ContractionOps {
  private ContractionOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {
    table.put(Opcode.DOT, Dot::evaluate);
    table.put(Opcode.RAGGED_DOT, RaggedDot::evaluate);
    table.put(Opcode.SCALED_DOT, ScaledDot::evaluate);
    table.put(Opcode.CONVOLUTION, Convolution::evaluate);
  }
}
