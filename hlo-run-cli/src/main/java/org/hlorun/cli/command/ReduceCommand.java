package org.hlorun.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.conformance.campaign.FailureFiles;
import org.hlorun.conformance.fuzz.FuzzFailure;
import org.hlorun.conformance.fuzz.Fuzzer;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.conformance.reduce.Reducer;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.stablehlo.ImportOptions;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run reduce}: makes a failing program small. */
@Command(
    customSynopsis = "hlo-run reduce PROGRAM --until CONDITION [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run reduce bad.hlo --until 'compare fails'          another result than the reference",
      "  hlo-run reduce bad.hlo --until crashes                  an exception, or a dead process",
      "  hlo-run reduce bad.hlo --until './still-bad.sh {}'      a command that succeeds",
      "  hlo-run reduce bad.hlo --until 'compare fails' --input x=@x.npy --backend ptx-emulator",
      "",
      "Makes a program smaller for as long as it fails, and writes it as PROGRAM.reduced.hlo, with",
      "arguments beside it (.argN.npy) where it needs them. Arguments that are not given are taken",
      "from such files beside PROGRAM, or made up.",
      ""
    })
final class ReduceCommand implements Subcommand {
  private static final String DIFFERS = "compare fails";
  private static final String CRASHES = "crashes";
  private static final long POLL_MILLIS = 100;

  @Parameters(paramLabel = "PROGRAM", description = "A file.")
  private Path program;

  @Option(
      names = "--until",
      required = true,
      paramLabel = "CONDITION",
      description = {
        "'compare fails', crashes, or a command of the shell that exits with 0",
        "while the program {} still fails."
      })
  private String until;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "What fails: a back end, or passes (default: cpu).")
  private String backend = "cpu";

  @Mixin private InputOptions given = new InputOptions();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of made-up inputs (default: 0).")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write (default: PROGRAM.reduced.hlo).")
  private Path output;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "The most time for one try (default: 60s).")
  private Duration timeout = Duration.ofSeconds(60);

  @Option(
      names = "--limit",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "The time to spend in all (default: 10m).")
  private Duration limit = Duration.ofMinutes(10);

  @Mixin private CommonOptions common;

  /** Whether the user wants no more. */
  private BooleanSupplier stopped = () -> false;

  /** What the command of the shell last exited with. */
  private int exitCode;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    stopped = interruption::isRequested;
    RandomProgram start = read(console);
    Path file = output != null ? output : sibling(program);
    FailureFiles.checkWritable(file);
    Path scratch = Files.createTempDirectory("hlo-run-reduce");
    try (Fuzzer fuzzer = Fuzzer.ofAny(FuzzCommand.checks(backend), timeout)) {
      Predicate<RandomProgram> fails = condition(fuzzer, start, scratch.resolve("candidate.hlo"));
      if (!fails.test(start)) {
        throw doesNotFail();
      }
      RandomProgram reduced =
          new Reducer(candidate -> fails.test(candidate) && !stopped.getAsBoolean(), limit, stopped)
              .reduce(start);
      FailureFiles.write(file, text(reduced), reduced.arguments());
      console
          .out()
          .append(
              "%s: %s, of %d%n"
                  .formatted(
                      file, Reducer.sizeText(reduced.module()), Reducer.size(start.module())))
          .append("again: %s%n".formatted(again(file, reduced.arguments())));
      return ExitCode.OK;
    } finally {
      delete(scratch);
    }
  }

  private HloException doesNotFail() {
    return exitCode == 126 || exitCode == 127
        ? HloException.of(
            DiagnosticCode.ARGUMENT,
            "The shell cannot run '%s': it exits with %d.".formatted(until, exitCode),
            "Give 'compare fails', crashes, or a command.")
        : HloException.of(
            DiagnosticCode.ARGUMENT,
            "The program does not fail: '%s' does not hold for it.".formatted(until),
            "Give --backend, --until and inputs as in the run that failed.");
  }

  /** The command that shows the failure again. */
  private String again(Path file, List<Literal> arguments) {
    return switch (until) {
      case DIFFERS ->
          Backend.named(backend).isPresent() && !backend.equals("interpreter")
              ? AgainCommand.compare(file, backend, "interpreter", arguments)
              : AgainCommand.replay(file, backend);
      case CRASHES -> AgainCommand.replay(file, backend);
      default -> command(file);
    };
  }

  private RandomProgram read(Console console) {
    if (!given.infeed().isEmpty()) {
      throw HloException.of(
          DiagnosticCode.USAGE, "Programs are made smaller without a host: no --infeed.", null);
    }
    ImportOptions shapes = ImportOptions.DEFAULT.withArgumentShapes(given.openShapes()::of);
    HloModule module = ProgramReader.read(ProgramFile.read(program.toString(), console), shapes);
    HloVerifier.verify(module);
    List<Literal> arguments =
        given.hasArguments()
            ? given.arguments(ProgramSignature.of(module.entry()), 1, seed, 0, console).getFirst()
            : FuzzCommand.arguments(program, module, seed, console);
    return new RandomProgram(0, module, arguments);
  }

  private static Path sibling(Path program) {
    String name = program.getFileName().toString().replaceAll("\\.[^.]*$", "");
    return program.resolveSibling(name + ".reduced.hlo");
  }

  private static String text(RandomProgram program) {
    return HloPrinter.print(program.module(), PrintForm.DEFAULT.withLargeConstants());
  }

  private Predicate<RandomProgram> condition(Fuzzer fuzzer, RandomProgram start, Path file) {
    return switch (until) {
      case DIFFERS ->
          candidate ->
              fuzzer
                  .test(candidate)
                  .filter(failure -> failure.kind() == FuzzFailure.Kind.WRONG)
                  .isPresent();
      case CRASHES ->
          endsProcess(start, file)
              ? candidate -> endsProcess(candidate, file)
              : exception(fuzzer, start);
      default -> candidate -> succeeds(candidate, file);
    };
  }

  /** That the same exception comes from the same place as in {@code start}. */
  private static Predicate<RandomProgram> exception(Fuzzer fuzzer, RandomProgram start) {
    Optional<String> wanted = cause(fuzzer, start);
    return candidate -> wanted.isPresent() && cause(fuzzer, candidate).equals(wanted);
  }

  private static Optional<String> cause(Fuzzer fuzzer, RandomProgram program) {
    return fuzzer
        .test(program)
        .filter(failure -> failure.kind() == FuzzFailure.Kind.EXCEPTION)
        .map(FuzzFailure::cause);
  }

  /** Whether a process of its own ends otherwise than with a result or with a failure. */
  private boolean endsProcess(RandomProgram candidate, Path file) {
    int code =
        exitCode(
            candidate,
            file,
            OwnProcess.command(
                "fuzz",
                "--replay",
                file.toString(),
                "--backend",
                backend,
                "--timeout",
                timeout.toSeconds() + "s"));
    return code != ExitCode.OK.number() && code != ExitCode.FAILED.number();
  }

  private String command(Path file) {
    return until.contains("{}") ? until.replace("{}", file.toString()) : until + " " + file;
  }

  private boolean succeeds(RandomProgram candidate, Path file) {
    exitCode = exitCode(candidate, file, List.of("/bin/sh", "-c", command(file)));
    return exitCode == 0;
  }

  private int exitCode(RandomProgram candidate, Path file, List<String> command) {
    try {
      FailureFiles.write(file, text(candidate), candidate.arguments());
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      long deadline = System.nanoTime() + 2 * timeout.toNanos();
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (stopped.getAsBoolean() || System.nanoTime() > deadline) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          return -1;
        }
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK.number();
    }
  }

  /** Takes the folder away, with what commands of the shell have put there. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
