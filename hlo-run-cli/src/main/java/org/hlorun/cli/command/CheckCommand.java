package org.hlorun.cli.command;

import java.io.IOException;
import java.util.List;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cli.output.DiagnosticJson;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run check}: parses and verifies programs. */
@Command(
    customSynopsis = "hlo-run check PATH... [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run check model.hlo            one program",
      "  hlo-run check dumps --round-trip   all programs in a folder and below",
      "",
      "Parses and verifies programs: a line on standard output for each, 'FILE: ok' or what is"
          + " wrong.",
      "Exits with 1 if something is wrong with one of them.",
      ""
    })
final class CheckCommand implements Subcommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = {
        "Files, - for standard input, and folders:",
        "of these all .hlo files, and others that begin with HloModule."
      })
  private List<String> paths;

  @Option(
      names = "--round-trip",
      description = "Also print each program, read that and print it again: it must not change.")
  private boolean roundTrip;

  @Option(
      names = "--json",
      description = "One JSON object a line: file, ok; code, line, column, message, remedy.")
  private boolean json;

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    List<ProgramFiles.Entry> entries = ProgramFiles.find(paths);
    int checked = 0;
    int failed = 0;
    for (ProgramFiles.Entry entry : entries) {
      if (interruption.isRequested()) {
        return ExitCode.INTERRUPTED;
      }
      Diagnostic problem = check(entry.file(), console);
      checked++;
      failed += problem == null ? 0 : 1;
      write(console, entry.file(), problem);
    }
    console.flush();
    console.note("%d checked, %d ok, %d failed".formatted(checked, checked - failed, failed));
    return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  /** What is wrong first, or null. */
  private Diagnostic check(String file, Console console) {
    try {
      HloModule module = ProgramReader.read(ProgramFile.read(file, console));
      List<Diagnostic> problems = HloVerifier.check(module);
      if (!problems.isEmpty()) {
        return problems.getFirst();
      }
      return roundTrip ? RoundTrip.check(module).orElse(null) : null;
    } catch (HloException e) {
      return e.diagnostic();
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      if (console.isVerbose()) {
        e.printStackTrace(console.err());
      }
      return Diagnostic.of(
          DiagnosticCode.INTERNAL, "This is a defect of hlo-run: " + e + ".", null);
    }
  }

  private void write(Console console, String file, Diagnostic problem) throws IOException {
    if (json) {
      DiagnosticJson.writeLine(console.out(), file, problem);
    } else if (problem == null) {
      console.out().append(file).append(": ok\n");
    } else {
      String place = problem.place().map(SourceLocation::position).orElse("");
      String shown =
          console.isVerbose()
              ? problem.render()
              : file + place + ": error[" + problem.code().id() + "]: " + problem.message();
      console.out().append(shown).append('\n');
    }
    console.flush();
  }
}
