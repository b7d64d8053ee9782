package org.hlorun.interpreter.elementwise;

import java.util.Map;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** Elementwise operations, conversions and scalar functions. */
public final class ElementwiseOps {
  private ElementwiseOps() {}

  /** Adds these opcodes' evaluators to the table. */
  public static void register(Map<Opcode, Evaluator> table) {
    Evaluator arrays = new ArrayEvaluator();
    for (Opcode opcode : Opcode.values()) {
      if (opcode.isElementwise()) {
        table.put(opcode, arrays);
      }
    }
    table.put(Opcode.COPY, ElementwiseOps::copy);
    table.put(Opcode.BITCAST_CONVERT, new BitcastConvert());
  }

  /** The operand itself: values are immutable, and a layout changes none. */
  private static Literal copy(
      HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    return operands[0] instanceof ArrayLiteral array
        ? array.withShape(instruction.shape().asArray())
        : operands[0];
  }
}
