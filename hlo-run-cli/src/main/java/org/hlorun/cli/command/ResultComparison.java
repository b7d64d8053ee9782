package org.hlorun.cli.command;

import java.io.IOException;
import java.util.List;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.output.ComparisonText;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/** Results of a program held against those of another back end. */
final class ResultComparison {
  private ResultComparison() {}

  /**
   * Shows how they differ.
   *
   * @param arguments of each device
   * @param expected the result of each device on the other back end
   * @param analyser runs the parts of the program that bounds are found with
   * @return FAILED if they differ by more than is allowed
   */
  static ExitCode show(
      HloModule module,
      List<List<Literal>> arguments,
      List<Literal> expected,
      List<Literal> actual,
      Backend analyser,
      Console console)
      throws IOException {
    boolean within = true;
    for (int device = 0; device < expected.size(); device++) {
      if (expected.size() > 1) {
        console.out().append("device %d%n".formatted(device));
      }
      Verdict verdict =
          Verdict.of(
              module, arguments.get(device), expected.get(device), actual.get(device), analyser);
      ComparisonText.write(console.out(), verdict);
      within &= verdict.isWithin();
    }
    return within ? ExitCode.OK : ExitCode.FAILED;
  }
}
