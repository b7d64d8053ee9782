package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cli.console.Progress;
import org.hlorun.cli.input.SuppliedHost;
import org.hlorun.cli.output.FallbackText;
import org.hlorun.cli.output.ResultFiles;
import org.hlorun.cli.output.ResultJson;
import org.hlorun.cli.output.ResultLeaf;
import org.hlorun.cli.output.ResultText;
import org.hlorun.cli.profile.Profiling;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.conformance.diverge.Blame;
import org.hlorun.conformance.diverge.Trial;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Host;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.stablehlo.ImportOptions;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run PROGRAM}: runs a program and shows its results. */
@Command(
    customSynopsis = "hlo-run PROGRAM [OPTION]...   or   hlo-run SUBCOMMAND ...",
    header = {
      "Examples:",
      "  hlo-run model.hlo                                    made-up inputs, results as text",
      "  hlo-run model.hlo --input 2x3xf32=1,2,3,4,5,6        the first parameter's values",
      "  hlo-run model.hlo --input x=@x.npy --input 1=ones    parameters by name and by number",
      "  hlo-run model.hlo --inputs weights.safetensors --output results.npz",
      "  generate-hlo | hlo-run - --json | jq .results[0].values",
      "",
      "Runs a program in HLO text, StableHLO text or HloProto (recognised by content). Results go"
          + " to standard output, everything else to standard error.",
      ""
    })
final class RunCommand implements Subcommand {
  private static final Duration COMPARISON_LIMIT = Duration.ofMinutes(10);

  @Parameters(
      arity = "1",
      paramLabel = "PROGRAM",
      description = "A file of HLO text, StableHLO text or HloProto; - is standard input.")
  private String program;

  @Mixin private InputOptions given = new InputOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = {
        "Also write the results: into a file that ends in .npy, .npz or",
        ".safetensors, else into a folder, as result_0.npy and so on."
      })
  private Path output;

  @Option(
      names = "--print-limit",
      paramLabel = "N",
      description = {
        "The most elements to show of a result (default: 1000);",
        "0 shows shapes only."
      })
  private long printLimit = 1000;

  @Option(names = "--json", description = "Print one JSON object with all values.")
  private boolean json;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = {
        "What runs the program: auto (the default) is cpu where that works,",
        "else interpreter."
      })
  private String backend = "auto";

  @Option(
      names = "--explain",
      description = "Say what the back end hands to the interpreter, and why.")
  private boolean explain;

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
        ".npy files, and exit with 1."
      })
  private String compareInstructions;

  @Option(
      names = "--blame",
      description = "With --compare: name the passes without which nothing differs.")
  private boolean blame;

  @Option(
      names = "--profile",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description = {
        "Run the program twice and say where the time of the second run goes,",
        "kernel by kernel; a FILE gets it as a trace for Chrome or Perfetto."
      })
  private String profile;

  @Option(
      names = "--no-fallback",
      description = "Refuse a program that the back end does not run all by itself.")
  private boolean noFallback;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = {
        "Replicas to run at once (default: 1, or the header's",
        "replica_count if the program has collectives)."
      })
  private int replicas;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of each replica (default: likewise num_partitions).")
  private int partitions;

  @Mixin private ExecutionOptions how = new ExecutionOptions();
  @Mixin private MemoryCheck memoryCheck = new MemoryCheck();
  @Mixin private CommonOptions common = new CommonOptions();

  /** A command to be filled from a command line. */
  RunCommand() {}

  /** The command without options. */
  RunCommand(String program) {
    this.program = program;
  }

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    try {
      checkOptions();
      backend = memoryCheck.backend(backend);
      Backend chosen = backend(backend);
      Backend reference = compare == null ? null : backend(compare);
      ImportOptions shapes = ImportOptions.DEFAULT.withArgumentShapes(given.openShapes()::of);
      HloModule module = ProgramReader.read(ProgramFile.read(program, console), shapes);
      HloVerifier.verify(module);
      DeviceGrid grid = DeviceGrid.of(module, replicas, partitions);
      List<List<Literal>> arguments = given.arguments(module, grid.devices(), how, console);
      if (compareInstructions != null) {
        return compareInstructions(module, grid, arguments, console, interruption);
      }
      Execution execution = execute(chosen, module, grid, arguments, console, interruption);
      memoryCheck.report(backend, execution.fallbacks(), console);
      if (reference != null) {
        Execution expected = execute(reference, module, grid, arguments, console, interruption);
        ExitCode code =
            ResultComparison.show(
                module,
                arguments,
                expected.values(),
                execution.values(),
                backend("interpreter"),
                console);
        if (blame && code == ExitCode.FAILED) {
          blame(module, arguments.getFirst(), console, interruption);
        }
        return code;
      }
      return show(execution, grid.devices() > 1, console);
    } catch (HloException e) {
      if (json) {
        ResultJson.writeFailure(console.out(), program, e.diagnostics());
      }
      throw e;
    }
  }

  private void checkOptions() {
    if (blame && compare == null) {
      throw HloException.of(DiagnosticCode.USAGE, "--blame goes with --compare.", null);
    }
    if (profile != null && !given.infeed().isEmpty()) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--profile runs the program twice, and --infeed feeds it once.",
          null);
    }
    if (compare != null && (json || output != null)) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--compare shows no results: it takes no --json and --output.",
          null);
    }
    boolean negative = how.anyNegative() || printLimit < 0 || replicas < 0 || partitions < 0;
    if (negative) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--threads, --max-iterations, --print-limit, --replicas and --partitions take no"
              + " negative numbers.",
          null);
    }
  }

  private Trial trial(String reference, Interruption interruption) {
    return new Trial(
        backend(backend),
        backend(reference),
        AccuracyTable.DEFAULT,
        options(Progress.silent(interruption::isRequested), Host.NONE));
  }

  private ExitCode compareInstructions(
      HloModule module,
      DeviceGrid grid,
      List<List<Literal>> arguments,
      Console console,
      Interruption interruption)
      throws IOException {
    if (grid.devices() > 1) {
      throw HloException.of(
          DiagnosticCode.USAGE, "--compare-every-instruction takes one device.", null);
    }
    String stem = program.equals("-") ? "stdin" : program.replaceAll("\\.[^./]*$", "");
    Path file = output != null ? output : Path.of(stem + ".diverges.hlo");
    Duration limit = how.timeout.isZero() ? COMPARISON_LIMIT : how.timeout;
    return new InstructionComparison(
            trial(compareInstructions, interruption), backend, compareInstructions, limit)
        .run(module, arguments.getFirst(), file, console);
  }

  private void blame(
      HloModule module, List<Literal> arguments, Console console, Interruption interruption)
      throws IOException {
    Trial trial = trial(compare, interruption);
    Predicate<HloModule> isWrong = candidate -> trial.problem(candidate, arguments).isPresent();
    List<String> passes = Blame.of(module, isWrong);
    console
        .out()
        .append(
            !passes.isEmpty()
                ? "agrees without one of: " + String.join(", ", passes)
                : Blame.isWrongWithoutPasses(module, isWrong)
                    ? "differs without any pass, too: the back end itself is wrong"
                    : "agrees without all passes, but no single one is enough")
        .append('\n');
  }

  private static Backend backend(String name) {
    return Backend.named(name)
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.USAGE,
                    "There is no back end called '" + name + "'.",
                    "Present: "
                        + Backend.all().stream()
                            .map(Backend::name)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** What came of a run. */
  private record Execution(List<Literal> values, List<Literal> fedOut, List<Fallback> fallbacks) {}

  private Execution execute(
      Backend chosen,
      HloModule module,
      DeviceGrid grid,
      List<List<Literal>> arguments,
      Console console,
      Interruption interruption) {
    long start = System.nanoTime();
    long compiled;
    List<Literal> values;
    Profiling profiling = new Profiling(profile, how.threads);
    List<Fallback> fallbacks;
    SuppliedHost host = new SuppliedHost(given.infeed(), grid.devices(), how.seed);
    try (Progress progress = progress(module, grid, console, interruption);
        Executable executable =
            chosen.compile(
                module, options(memoryCheck.monitor(profiling.monitor(progress)), host))) {
      compiled = System.nanoTime();
      fallbacks = executable.fallbacks();
      report(executable, module, console);
      values =
          grid.devices() == 1
              ? List.of(executable.run(arguments.getFirst()))
              : executable.runOnGrid(arguments, grid.replicas(), grid.partitions());
      profiling.measure(executable, arguments.getFirst(), values.getFirst());
    }
    console.detail(
        "compiled in %.1f ms, ran in %.1f ms"
            .formatted((compiled - start) / 1e6, (System.nanoTime() - compiled) / 1e6));
    profiling.show(console);
    if (host.left() > 0) {
      console.note("%d of the arrays of --infeed were not taken".formatted(host.left()));
    }
    return new Execution(values, host.fedOut(), fallbacks);
  }

  private void report(Executable executable, HloModule module, Console console) {
    List<Fallback> fallbacks = executable.fallbacks();
    if (noFallback && !fallbacks.isEmpty()) {
      throw Fallback.refusal(fallbacks);
    }
    List<String> lines =
        explain
            ? FallbackText.explain(fallbacks, backend)
            : FallbackText.unasked(fallbacks, module);
    lines.forEach(console::note);
    if (explain) {
      executable.notes().forEach(console::note);
    }
  }

  private static Progress progress(
      HloModule module, DeviceGrid grid, Console console, Interruption interruption) {
    long total = (long) module.entry().instructions().size() * grid.devices();
    return console.showsProgress()
        ? Progress.onTerminal(interruption::isRequested, console.err(), total, "instructions")
        : Progress.silent(interruption::isRequested);
  }

  private Options options(Monitor monitor, Host host) {
    return how.options(monitor, host).withCheckMemory(memoryCheck.guards(backend));
  }

  private ExitCode show(Execution execution, boolean severalDevices, Console console)
      throws IOException {
    List<ResultLeaf> results = ResultLeaf.of(execution.values());
    List<ResultLeaf> fedOut = ResultLeaf.fedOut(execution.fedOut());
    List<ResultLeaf> all = Stream.of(results, fedOut).flatMap(List::stream).toList();
    if (output != null) {
      try {
        console.note(ResultFiles.write(output, all, severalDevices));
      } catch (HloException e) {
        if (e.diagnostic().code() != DiagnosticCode.FILE) {
          throw e;
        }
        console.report(e.diagnostic());
        return ExitCode.ENVIRONMENT;
      }
    }
    if (json) {
      ResultJson.write(
          console.out(), program, backend, execution.fallbacks(), how.seed, results, fedOut);
    } else {
      ResultText.write(console.out(), all, severalDevices, printLimit);
    }
    return ExitCode.OK;
  }
}
