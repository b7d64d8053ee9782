package org.hlorun.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cli.console.Version;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import picocli.CommandLine;

/** The table of subcommands, and what all have in common: parsing, errors, exit codes. */
public enum Subcommands {
  RUN("run", "Run a program. This is what hlo-run does without a subcommand.", RunCommand::new),
  CHECK("check", "Parse and verify programs.", CheckCommand::new),
  TEST("test", "Run programs that check themselves.", TestCommand::new),
  PRINT("print", "Print programs in one of the forms of HLO text.", PrintCommand::new),
  OPT("opt", "Optimise a program and print it.", OptCommand::new),
  COMPILE("compile", "Compile a program to a library that C can call.", CompileCommand::new),
  BENCH("bench", "Measure how long programs take.", BenchCommand::new),
  FUZZ("fuzz", "Hold back ends and passes against random programs.", FuzzCommand::new),
  REDUCE("reduce", "Make a failing program small.", ReduceCommand::new),
  COVERAGE("coverage", "Show what back ends run themselves.", CoverageCommand::new),
  BACKENDS("backends", "List the back ends that are present.", BackendsCommand::new);

  /** More errors than this are counted rather than shown. */
  private static final int MAX_ERRORS = 20;

  private final String name;
  private final String summary;
  private final Supplier<Subcommand> maker;

  Subcommands(String name, String summary, Supplier<Subcommand> maker) {
    this.name = name;
    this.summary = summary;
    this.maker = maker;
  }

  /**
   * Runs a command line, whatever happens.
   *
   * @return the code to exit with
   */
  public static ExitCode execute(Console console, Interruption interruption, String... args) {
    for (Subcommands subcommand : values()) {
      if (args.length > 0 && args[0].equals(subcommand.name)) {
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        return finish(console, () -> subcommand.parseAndRun(console, interruption, rest, false));
      }
    }
    if (args.length == 1 && !args[0].isEmpty() && !args[0].startsWith("-")) {
      // There is nothing to parse, and the parser takes longer to start than a small program.
      return finish(console, () -> run(new RunCommand(args[0]), console, interruption));
    }
    return finish(console, () -> RUN.parseAndRun(console, interruption, args, true));
  }

  /** What a command line does. */
  private interface Action {
    ExitCode run() throws IOException;
  }

  private static ExitCode finish(Console console, Action action) {
    try {
      ExitCode code = action.run();
      console.flush();
      return code;
    } catch (IOException e) {
      return console.outputFailed(e);
    }
  }

  private ExitCode parseAndRun(
      Console console, Interruption interruption, String[] args, boolean isDefault)
      throws IOException {
    Subcommand command = maker.get();
    CommandLine line = commandLine(command, isDefault);
    try {
      line.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      if (line.isUsageHelpRequested() || Arrays.asList(args).contains("--help")) {
        return help(console, line);
      }
      String remedy = "See " + line.getCommandName() + " --help.";
      console.report(Diagnostic.of(DiagnosticCode.USAGE, sentence(e.getMessage()), remedy));
      return ExitCode.USAGE;
    }
    if (line.isUsageHelpRequested()) {
      return help(console, line);
    }
    if (command.common().version) {
      console.out().append(Version.line()).append('\n');
      return ExitCode.OK;
    }
    return run(command, console, interruption);
  }

  private static ExitCode run(Subcommand command, Console console, Interruption interruption)
      throws IOException {
    CommonOptions common = command.common();
    console.configure(common.quiet, common.verbose, common.color);
    try {
      return command.run(console, interruption);
    } catch (HloException e) {
      return failure(console, e);
    } catch (OutOfMemoryError e) {
      console.report(
          Diagnostic.of(
              DiagnosticCode.MEMORY,
              "There is not enough memory: " + e.getMessage() + ".",
              "Allow the JVM more, as in HLO_RUN_JAVA_OPTS=-Xmx8g, or use a machine with more."));
      return ExitCode.RUNTIME;
    } catch (RuntimeException | Error e) {
      return internal(console, e);
    }
  }

  private CommandLine commandLine(Subcommand command, boolean isDefault) {
    CommandLine line = new CommandLine(command);
    line.setCommandName(isDefault ? "hlo-run" : "hlo-run " + name);
    line.setExpandAtFiles(false); // @ marks array files here
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(32);
    if (this == RUN) {
      line.getCommandSpec().usageMessage().footer(footer());
    }
    return line;
  }

  private static String[] footer() {
    StringBuilder text = new StringBuilder("%nSubcommands (each has --help):%n");
    for (Subcommands subcommand : values()) {
      text.append("  %-10s %s%%n".formatted(subcommand.name, subcommand.summary));
    }
    text.append("A file that is called like a subcommand needs its folder: hlo-run ./check%n");
    text.append("%nExit codes:%n");
    for (ExitCode code : ExitCode.values()) {
      text.append("  %3d  %s%%n".formatted(code.number(), code.meaning()));
    }
    return new String[] {text.toString().stripTrailing()};
  }

  private static ExitCode help(Console console, CommandLine line) {
    PrintWriter writer = new PrintWriter(console.out());
    line.usage(writer, CommandLine.Help.Ansi.OFF);
    writer.flush();
    return ExitCode.OK;
  }

  private static ExitCode failure(Console console, HloException problem) {
    List<Diagnostic> diagnostics = problem.diagnostics();
    diagnostics.stream().limit(MAX_ERRORS).forEach(console::report);
    if (diagnostics.size() > MAX_ERRORS) {
      console.err().println("and " + (diagnostics.size() - MAX_ERRORS) + " more errors");
    }
    if (console.isVerbose() && problem.diagnostic().code() == DiagnosticCode.INTERNAL) {
      problem.printStackTrace(console.err());
    }
    return ExitCode.of(problem.diagnostic().code());
  }

  private static ExitCode internal(Console console, Throwable problem) {
    console.report(
        Diagnostic.of(
            DiagnosticCode.INTERNAL,
            "This is a defect of hlo-run: " + problem + ".",
            console.isVerbose()
                ? "Please report it with the stack trace and the program."
                : "Run it again with --verbose to see where, and please report it."));
    if (console.isVerbose()) {
      problem.printStackTrace(console.err());
    }
    return ExitCode.INTERNAL;
  }

  private static String sentence(String text) {
    String line = text.strip();
    return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
  }
}
