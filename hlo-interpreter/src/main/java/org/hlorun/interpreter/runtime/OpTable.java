package org.hlorun.interpreter.runtime;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.hlorun.interpreter.collective.CollectiveOps;
import org.hlorun.interpreter.contraction.ContractionOps;
import org.hlorun.interpreter.customcall.CustomCalls;
import org.hlorun.interpreter.elementwise.ElementwiseOps;
import org.hlorun.interpreter.linalg.LinearAlgebraOps;
import org.hlorun.interpreter.movement.MovementOps;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.interpreter.random.RandomOps;
import org.hlorun.interpreter.reduction.ReductionOps;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** The meaning of every opcode that is not control flow. */
final class OpTable {
  private static final Map<Opcode, Evaluator> TABLE = new EnumMap<>(Opcode.class);

  static {
    ElementwiseOps.register(TABLE);
    MovementOps.register(TABLE);
    ReductionOps.register(TABLE);
    ContractionOps.register(TABLE);
    LinearAlgebraOps.register(TABLE);
    RandomOps.register(TABLE);
    CollectiveOps.register(TABLE);
  }

  private OpTable() {}

  /** The opcodes that have an evaluator. */
  static Set<Opcode> opcodes() {
    return TABLE.keySet();
  }

  /**
   * The meaning of an instruction.
   *
   * @throws HloException if it is a custom call that nobody knows
   */
  static Evaluator evaluator(HloInstruction instruction) {
    if (instruction.opcode() == Opcode.CUSTOM_CALL) {
      return CustomCalls.evaluator(instruction);
    }
    Evaluator evaluator = TABLE.get(instruction.opcode());
    if (evaluator == null) {
      Diagnostic diagnostic =
          Diagnostic.of(
              DiagnosticCode.UNSUPPORTED,
              "the interpreter does not know the opcode " + instruction.opcode());
      throw new HloException(
          instruction.parent().module().locate(instruction).map(diagnostic::at).orElse(diagnostic));
    }
    return evaluator;
  }
}
