package org.hlorun.interpreter.op;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/** One evaluation of an instruction, with errors that say where in the program they happened. */
public final class EvaluatedInstruction {
  private EvaluatedInstruction() {}

  /**
   * The value of an instruction.
   *
   * @throws HloException what the evaluator throws, with the place of the instruction
   */
  public static Literal value(
      HloInstruction instruction, Evaluator evaluator, Literal[] operands, Evaluation evaluation) {
    try {
      return evaluator.evaluate(instruction, operands, evaluation);
    } catch (HloException e) {
      throw place(e, instruction);
    } catch (OutOfMemoryError e) {
      throw place(
          HloException.of(
              DiagnosticCode.MEMORY,
              "not enough memory for %s: %s".formatted(instruction.name(), e.getMessage()),
              "give the process more memory, or run a smaller program"),
          instruction);
    } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // The verifier lets nothing through that leads here, so it is our own mistake; say so with
      // the place.
      HloException internal =
          place(
              HloException.of(
                  DiagnosticCode.INTERNAL,
                  "the interpreter failed on %s: %s".formatted(instruction, e),
                  "please report this program"),
              instruction);
      internal.initCause(e);
      throw internal;
    }
  }

  /** Gives a diagnostic without a place that of this instruction. */
  private static HloException place(HloException e, HloInstruction instruction) {
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
