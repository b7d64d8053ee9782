package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.conformance.diverge.Blame;
import org.hlorun.conformance.diverge.Trial;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import picocli.CommandLine.Option;

/** What of a program is held against another back end, and what is said about it. */
final class ComparisonOptions {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Option(
      names = "--compare",
      arity = "0..1",
      fallbackValue = "interpreter",
      paramLabel = "NAME",
      description = {
        "Show, in place of the results, how they differ from those of another",
        "back end (the interpreter); exits with 1 if by more than is allowed."
      })
  private String compare;

  @Option(
      names = "--compare-every-instruction",
      arity = "0..1",
      fallbackValue = "interpreter",
      paramLabel = "NAME",
      description = {
        "Find the first instruction whose result differs from another back",
        "end's (the interpreter's) if it gets that one's values, write it as",
        "PROGRAM.diverges.hlo (--output: another file) with its values as",
        ".npy files, and exit with 1. --timeout limits the search, too."
      })
  private String compareInstructions;

  @Option(
      names = "--blame",
      description = "With --compare: name the passes without which nothing differs.")
  private boolean blame;

  /** Whether results are compared. */
  boolean isAsked() {
    return compare != null;
  }

  /** Whether instructions are compared. */
  boolean isByInstruction() {
    return compareInstructions != null;
  }

  /**
   * Refuses options that would have no effect.
   *
   * @param json whether results are wanted as JSON
   * @param output whether they are wanted in files
   * @param others options about one run of the whole program that are given, as in {@code
   *     --profile}
   * @throws HloException {@code USAGE}
   */
  void check(boolean json, boolean output, List<String> others) {
    if (blame && compare == null) {
      throw refusal("--blame goes with --compare.");
    }
    if (compare != null && (json || output)) {
      throw refusal("--compare shows no results: it takes no --json and --output.");
    }
    if (compareInstructions == null) {
      return;
    }
    if (compare != null) {
      throw refusal("--compare and --compare-every-instruction are two things: give one of them.");
    }
    if (json) {
      throw refusal("--compare-every-instruction shows no results: it takes no --json.");
    }
    if (!others.isEmpty()) {
      throw refusal(
          "--compare-every-instruction does not run the program as a whole: it takes no "
              + String.join(" and ", others)
              + ".");
    }
  }

  private static HloException refusal(String message) {
    return HloException.of(DiagnosticCode.USAGE, message, null);
  }

  /**
   * Looks the other back end up, and says so if it is the same one.
   *
   * @param backend what runs the program
   * @throws HloException {@code USAGE} if there is none of the name
   */
  void checkBackends(String backend, Console console) {
    String other = isAsked() ? compare : compareInstructions;
    if (other != null && NamedBackend.of(other).name().equals(backend)) {
      console.note(
          "%s is compared with itself, which shows only whether two runs agree".formatted(other));
    }
  }

  /** The other back end. */
  Backend reference() {
    return NamedBackend.of(compare);
  }

  /** Shows how results differ, and which passes are to blame if that was asked. */
  ExitCode compare(
      HloModule module,
      List<List<Literal>> arguments,
      List<Literal> expected,
      List<Literal> actual,
      Options options,
      String backend,
      Console console)
      throws IOException {
    ExitCode code =
        ResultComparison.show(
            module, arguments, expected, actual, NamedBackend.of("interpreter"), console);
    if (blame && code == ExitCode.FAILED) {
      if (arguments.size() > 1) {
        console.note("--blame takes programs of one device: no pass is named");
      } else {
        console
            .out()
            .append(blamed(module, arguments.getFirst(), trial(backend, compare, options)))
            .append('\n');
      }
    }
    return code;
  }

  private static Trial trial(String backend, String reference, Options options) {
    return new Trial(
        NamedBackend.of(backend), NamedBackend.of(reference), AccuracyTable.DEFAULT, options);
  }

  private static String blamed(HloModule module, List<Literal> arguments, Trial trial) {
    Predicate<HloModule> isWrong = candidate -> trial.problem(candidate, arguments).isPresent();
    List<String> passes = Blame.of(module, isWrong);
    if (!passes.isEmpty()) {
      return "agrees without one of: " + String.join(", ", passes);
    }
    return Blame.isWrongWithoutPasses(module, isWrong)
        ? "differs without any pass, too: the back end itself is wrong"
        : "agrees without all passes, but no single one is enough";
  }

  /** Finds the first instruction that differs. */
  ExitCode compareInstructions(
      HloModule module,
      List<List<Literal>> arguments,
      Options options,
      Path file,
      String backend,
      Console console)
      throws IOException {
    if (arguments.size() > 1) {
      throw refusal("--compare-every-instruction takes programs of one device.");
    }
    Duration limit = options.timeout().isZero() ? LIMIT : options.timeout();
    return new InstructionComparison(
            trial(backend, compareInstructions, options), backend, compareInstructions, limit)
        .run(module, arguments.getFirst(), file, console);
  }
}
