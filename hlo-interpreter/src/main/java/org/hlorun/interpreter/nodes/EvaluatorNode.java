package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** An instruction whose meaning is an {@link Evaluator}. */
final class EvaluatorNode extends InstructionNode {
  private final Evaluator evaluator;

  EvaluatorNode(HloInstruction instruction, Slots slots, Evaluator evaluator) {
    super(instruction, slots);
    this.evaluator = evaluator;
  }

  @Override
  public Literal execute(VirtualFrame frame, Evaluation evaluation) {
    return evaluate(operands(frame), evaluation);
  }

  @TruffleBoundary
  private Literal evaluate(Literal[] operands, Evaluation evaluation) {
    try {
      return evaluator.evaluate(instruction, operands, evaluation);
    } catch (HloException e) {
      throw place(e);
    } catch (OutOfMemoryError e) {
      throw place(
          HloException.of(
              DiagnosticCode.MEMORY,
              "not enough memory for %s: %s".formatted(instruction.name(), e.getMessage()),
              "give the process more memory, or run a smaller program"));
    } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // The verifier lets nothing through that leads here, so it is our own mistake; say so with
      // the place.
      HloException internal =
          place(
              HloException.of(
                  DiagnosticCode.INTERNAL,
                  "the interpreter failed on %s: %s".formatted(instruction, e),
                  "please report this program"));
      internal.initCause(e);
      throw internal;
    }
  }

  /** Gives a diagnostic without a place that of this instruction. */
  private HloException place(HloException e) {
    Diagnostic diagnostic = e.diagnostic();
    if (diagnostic.location() != null) {
      return e;
    }
    HloException placed =
        instruction
            .parent()
            .module()
            .locate(instruction)
            .map(location -> new HloException(diagnostic.at(location)))
            .orElse(e);
    if (placed != e) {
      placed.setStackTrace(e.getStackTrace());
    }
    return placed;
  }
}
