package org.hlorun.conformance.corpus;

import java.util.List;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.Diagnostic;

/**
 * What became of a program.
 *
 * @param program the program
 * @param outcome how it ended
 * @param rounding where the run that ended so rounded sums
 * @param fallbacks what the back end handed to another one besides checks; empty if it did not come
 *     that far
 * @param diagnostic what was said, or null if nothing was
 * @param millis wall time of compiling and running, milliseconds
 */
public record ProgramResult(
    TestProgram program,
    Outcome outcome,
    Rounding rounding,
    List<Fallback> fallbacks,
    Diagnostic diagnostic,
    double millis) {
  public ProgramResult {
    fallbacks = List.copyOf(fallbacks);
  }

  /** Whether the checks held, with sums rounded at each step. */
  public boolean passedAtEachStep() {
    return outcome == Outcome.PASSED && rounding == Rounding.EACH_STEP;
  }

  /** Whether the checks held, with the help of another back end. */
  public boolean passedWithFallbacks() {
    return outcome == Outcome.PASSED && !fallbacks.isEmpty();
  }

  /**
   * One line about the cause, for summaries: the diagnostic's code and message without its numbers.
   */
  public String cause() {
    if (diagnostic == null) {
      return outcome.text();
    }
    String message = diagnostic.message().lines().findFirst().orElse("");
    return diagnostic.code().id() + " " + message;
  }
}
