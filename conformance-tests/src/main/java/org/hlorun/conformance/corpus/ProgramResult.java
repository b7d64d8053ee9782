package org.hlorun.conformance.corpus;

import org.hlorun.language.diagnostic.Diagnostic;

/**
 * What became of a program.
 *
 * @param program the program
 * @param outcome how it ended
 * @param diagnostic what was said, or null if nothing was
 * @param millis wall time of compiling and running, milliseconds
 */
public record ProgramResult(
    TestProgram program, Outcome outcome, Diagnostic diagnostic, double millis) {

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
