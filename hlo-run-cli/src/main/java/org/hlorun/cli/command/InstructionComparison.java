package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;

/** {@code --compare-every-instruction}: the first instruction that differs, as a program. */
final class InstructionComparison {
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
   */
  ExitCode run(HloModule module, List<Literal> arguments, Path file, Console console)
      throws IOException {
    Optional<Divergence> found = new DivergenceFinder(trial, limit).find(module, arguments);
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
        .append("written: %s, %d instructions\n".formatted(file, Reducer.size(program.module())))
        .append("again:   %s\n".formatted(command(file, program)));
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
            : "%s differ together, none of them alone"
                .formatted(
                    instructions.stream()
                        .map(HloInstruction::name)
                        .collect(Collectors.joining(", ")));
    String path = divergence.path().isEmpty() ? "" : ", in " + String.join(", ", divergence.path());
    return place + what + path + "\n  " + divergence.difference();
  }

  private String command(Path file, RandomProgram program) {
    List<String> words = new ArrayList<>(List.of("hlo-run", file.toString()));
    words.add("--backend " + backend);
    words.add(reference.equals("interpreter") ? "--compare" : "--compare=" + reference);
    String stem = file.toString().replaceAll("\\.hlo$", "");
    for (int i = 0; i < program.arguments().size(); i++) {
      inputs(words, Integer.toString(i), stem + ".arg" + i, program.arguments().get(i));
    }
    return String.join(" ", words);
  }

  private static void inputs(List<String> words, String name, String file, Literal argument) {
    if (argument instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        String inner = name.endsWith("}") ? name.replace("}", "," + i + "}") : name + "{" + i + "}";
        inputs(words, inner, file + "." + i, tuple.element(i));
      }
    } else {
      words.add("--input '%s=@%s.npy'".formatted(name, file));
    }
  }
}
