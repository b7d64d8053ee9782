package org.hlorun.language.backend;

import java.util.List;
import java.util.Objects;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Something that a back end does not run itself but hands to another one, and why.
 *
 * @param scope whether it is an instruction or the whole program
 * @param instruction the name of the instruction that is handed over, or that keeps the whole
 *     program from being run; null if the program is not the reason
 * @param opcode the instruction's opcode; null if there is no instruction
 * @param reason why, in words that need no place
 * @param location the instruction's place in the program's text, or null if it has none
 */
public record Fallback(
    Scope scope, String instruction, Opcode opcode, String reason, SourceLocation location) {

  /** How much is handed over. */
  public enum Scope {
    /** One instruction, each time that it runs. */
    INSTRUCTION,
    /** Everything. */
    PROGRAM
  }

  public Fallback {
    Objects.requireNonNull(scope);
    Objects.requireNonNull(reason);
  }

  /** An instruction that is handed over, or that is why the whole program is. */
  public static Fallback of(Scope scope, HloInstruction instruction, String reason) {
    HloModule module = instruction.parent().module();
    return new Fallback(
        scope,
        instruction.name(),
        instruction.opcode(),
        reason,
        module.locate(instruction).orElse(null));
  }

  /** A whole program that is handed over for a reason outside of it. */
  public static Fallback ofProgram(String reason) {
    return new Fallback(Scope.PROGRAM, null, null, reason, null);
  }

  /** Whether everything is handed over. */
  public boolean isWholeProgram() {
    return scope == Scope.PROGRAM;
  }

  /** One line: the place, what is handed over, and why. */
  public String text() {
    return (location == null ? "" : location + ": ") + sentence();
  }

  private String sentence() {
    String what =
        isWholeProgram()
            ? "the whole program runs on the interpreter"
            : "%s (%s) runs on the interpreter".formatted(instruction, opcode);
    String because =
        isWholeProgram() && instruction != null ? "%s: %s".formatted(instruction, reason) : reason;
    return what + ": " + because;
  }

  /**
   * The refusal ({@code UNSUPPORTED}) of a program that may not fall back: a diagnostic for each
   * fallback, at its place.
   *
   * @param fallbacks at least one
   */
  public static HloException refusal(List<Fallback> fallbacks) {
    return new HloException(
        fallbacks.stream()
            .map(
                fallback ->
                    new Diagnostic(
                        DiagnosticCode.UNSUPPORTED,
                        fallback.location(),
                        fallback.sentence(),
                        "allow it, or write the program without it"))
            .toList());
  }
}
