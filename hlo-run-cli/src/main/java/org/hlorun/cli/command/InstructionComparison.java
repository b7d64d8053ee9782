package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.conformance.campaign.FailureFiles;
import org.hlorun.conformance.diverge.Divergence;
import org.hlorun.conformance.diverge.DivergenceFinder;
import org.hlorun.conformance.diverge.Trial;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.conformance.reduce.Reducer;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;

/** {@code --compare-every-instruction}: the first instruction that differs, as a program. */
final class InstructionComparison {
  private static final int MAX_NAMES = 6;

  private final Trial trial;
  private final String backend;
  private final String reference;
  private final Duration limit;

  /**
   * @param trial the back end and the reference
   * @param backend the back end's name
   * @param reference the reference's name
   * @param limit the time to spend on finding it, and again on making it smaller
   */
  InstructionComparison(Trial trial, String backend, String reference, Duration limit) {
    this.trial = trial;
    this.backend = backend;
    this.reference = reference;
    this.limit = limit;
  }

  /**
   * Finds the first difference, writes it to a file, and says how it is run again.
   *
   * @param file where to write the program
   * @throws HloException {@code FILE} if nothing can be written there, before the search; {@code
   *     TIME_LIMIT} if the search found nothing and did not end
   */
  ExitCode run(HloModule module, List<Literal> arguments, Path file, Console console)
      throws IOException {
    FailureFiles.checkWritable(file);
    DivergenceFinder finder = new DivergenceFinder(trial, limit);
    Optional<Divergence> found = finder.find(module, arguments);
    if (found.isEmpty() && finder.isOutOfTime()) {
      throw HloException.of(
          DiagnosticCode.TIME_LIMIT,
          "The search was given up after %s s; no difference was found so far."
              .formatted(limit.toMillis() / 1e3),
          "Give it more time by --timeout, as in --timeout 1h.");
    }
    if (found.isEmpty()) {
      console.out().append("every instruction agrees\n");
      return ExitCode.OK;
    }
    Divergence divergence = found.get();
    RandomProgram program = new Reducer(this::isWrong, limit).reduce(divergence.program());
    String text = HloPrinter.print(program.module(), PrintForm.DEFAULT.withLargeConstants());
    FailureFiles.write(file, text, program.arguments());
    console.out().append(describe(divergence)).append('\n');
    console
        .out()
        .append("written: %s, %s\n".formatted(file, Reducer.sizeText(program.module())))
        .append(
            "again:   %s\n"
                .formatted(AgainCommand.compare(file, backend, reference, program.arguments())));
    return ExitCode.FAILED;
  }

  private boolean isWrong(RandomProgram candidate) {
    try {
      return trial.problem(candidate.module(), candidate.arguments()).isPresent();
    } catch (HloException e) {
      return false; // the reference itself refuses it
    }
  }

  private static String describe(Divergence divergence) {
    List<HloInstruction> instructions = divergence.instructions();
    HloInstruction last = instructions.getLast();
    HloModule module = last.parent().module();
    String place = module.locate(last).map(location -> location + ": ").orElse("");
    String what =
        instructions.size() == 1
            ? "%s (%s) is the first that differs".formatted(last.name(), last.opcode())
            : names(instructions) + " differ together, none of them alone";
    String path = divergence.path().isEmpty() ? "" : ", in " + String.join(", ", divergence.path());
    return place + what + path + "\n  " + divergence.difference();
  }

  /** All names of a few instructions, else the first and the last. */
  private static String names(List<HloInstruction> instructions) {
    return instructions.size() <= MAX_NAMES
        ? instructions.stream().map(HloInstruction::name).collect(Collectors.joining(", "))
        : "%d instructions from %s to %s"
            .formatted(
                instructions.size(), instructions.getFirst().name(), instructions.getLast().name());
  }
}
