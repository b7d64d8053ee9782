package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cli.console.Progress;
import org.hlorun.cli.input.OpenShapes;
import org.hlorun.cli.input.SuppliedHost;
import org.hlorun.cli.output.FallbackText;
import org.hlorun.cli.output.ResultFiles;
import org.hlorun.cli.output.ResultJson;
import org.hlorun.cli.output.ResultLeaf;
import org.hlorun.cli.output.ResultText;
import org.hlorun.cli.profile.Profiling;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Host;
import org.hlorun.language.backend.KnownProgram;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
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
        "What runs the program: auto (the default) is gpu where there is one, else",
        "cpu where that works, else interpreter; asked for, it says why it is not gpu."
      })
  private String asked;

  private String backend = "auto";

  @Option(
      names = "--explain",
      description = "Say what the back end hands to the interpreter, and why.")
  private boolean explain;

  @Mixin private ComparisonOptions comparison = new ComparisonOptions();

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
      backend = memoryCheck.backend(asked == null ? "auto" : asked);
      Backend chosen = NamedBackend.of(backend);
      comparison.checkBackends(backend, console);
      SourceText text = ProgramFile.read(program, console);
      Optional<KnownProgram> known =
          isOfResultsAlone()
              ? chosen.known(text, options(Monitor.SILENT, Host.NONE))
              : Optional.empty();
      return known.isPresent()
          ? run(known.get(), console, interruption)
          : run(text, chosen, console, interruption);
    } catch (HloException e) {
      if (json) {
        ResultJson.writeFailure(console.out(), program, e.diagnostics());
      }
      throw e;
    }
  }

  /** Whether nothing is asked for that needs more of the program than what it takes and gives. */
  private boolean isOfResultsAlone() {
    return !comparison.isAsked()
        && !comparison.isByInstruction()
        && profile == null
        && !explain
        && !noFallback
        && !memoryCheck.isAsked()
        && !how.fillElidedConstants
        && given.infeed().isEmpty()
        && replicas == 0
        && partitions == 0;
  }

  /** Runs a program that need not be read. */
  private ExitCode run(KnownProgram known, Console console, Interruption interruption)
      throws IOException {
    List<List<Literal>> arguments =
        given.arguments(known.signature(), 1, how.seed, how.maxMemory, console);
    DeviceGrid grid = new DeviceGrid(1, 1);
    Execution execution =
        execute(known::load, known.instructions(), grid, arguments, console, interruption);
    return show(execution, false, console);
  }

  private ExitCode run(SourceText text, Backend chosen, Console console, Interruption interruption)
      throws IOException {
    boolean[] open = {false};
    ImportOptions shapes =
        ImportOptions.DEFAULT.withArgumentShapes(
            declared -> {
              open[0] |= OpenShapes.areOpen(declared);
              return given.openShapes().of(declared);
            });
    HloModule module = ProgramReader.read(text, shapes);
    HloVerifier.verify(module);
    DeviceGrid grid = DeviceGrid.of(module, replicas, partitions);
    List<List<Literal>> arguments = given.arguments(module, grid.devices(), how, console);
    if (comparison.isByInstruction()) {
      Options options = options(Progress.silent(interruption::isRequested), Host.NONE);
      Path file = output != null ? output : divergingFile();
      return comparison.compareInstructions(module, arguments, options, file, backend, console);
    }
    Execution execution =
        execute(
            options -> compile(chosen, text, module, open[0], options),
            module.entry().instructions().size(),
            grid,
            arguments,
            console,
            interruption);
    memoryCheck.report(backend, execution.fallbacks(), console);
    if (comparison.isAsked()) {
      return compare(module, grid, arguments, execution, console, interruption);
    }
    return show(execution, grid.devices() > 1, console);
  }

  /**
   * Compiles a program.
   *
   * @param open whether its text leaves sizes open, and so means more programs than this one
   */
  private Executable compile(
      Backend chosen, SourceText text, HloModule module, boolean open, Options options) {
    Executable executable = chosen.compile(module, options);
    if (!open && isOfResultsAlone()) {
      chosen.remember(text, executable, options);
    }
    return executable;
  }

  private void checkOptions() {
    List<String> others = new ArrayList<>();
    addIf(others, "--profile", profile != null);
    addIf(others, "--explain", explain);
    addIf(others, "--no-fallback", noFallback);
    addIf(others, "--check-memory", memoryCheck.isAsked());
    comparison.check(json, output != null, others);
    if (profile != null && !given.infeed().isEmpty()) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--profile runs the program twice, and --infeed feeds it once.",
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

  private static void addIf(List<String> options, String option, boolean isGiven) {
    if (isGiven) {
      options.add(option);
    }
  }

  /** Where the first instruction that differs is written. */
  private Path divergingFile() {
    String stem = program.equals("-") ? "stdin" : program.replaceAll("\\.[^./]*$", "");
    return Path.of(stem + ".diverges.hlo");
  }

  /** Runs the program on the other back end, and shows how the results differ. */
  private ExitCode compare(
      HloModule module,
      DeviceGrid grid,
      List<List<Literal>> arguments,
      Execution execution,
      Console console,
      Interruption interruption)
      throws IOException {
    SuppliedHost host = new SuppliedHost(given.infeed(), grid.devices(), how.seed);
    List<Literal> expected;
    int instructions = module.entry().instructions().size();
    try (Progress progress = progress(instructions, grid, console, interruption);
        Executable executable = comparison.reference().compile(module, options(progress, host))) {
      expected = grid.run(executable, arguments);
    }
    Options options = options(Progress.silent(interruption::isRequested), Host.NONE);
    return comparison.compare(
        module, arguments, expected, execution.values(), options, backend, console);
  }

  /** What came of a run. */
  private record Execution(List<Literal> values, List<Literal> fedOut, List<Fallback> fallbacks) {}

  private Execution execute(
      Function<Options, Executable> compiler,
      int instructions,
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
    try (Progress progress = progress(instructions, grid, console, interruption);
        Executable executable =
            compiler.apply(options(memoryCheck.monitor(profiling.monitor(progress)), host))) {
      compiled = System.nanoTime();
      fallbacks = executable.fallbacks();
      report(executable, console);
      values = grid.run(executable, arguments);
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

  private void report(Executable executable, Console console) {
    List<Fallback> fallbacks = executable.fallbacks();
    if (noFallback && !fallbacks.isEmpty()) {
      throw Fallback.refusal(fallbacks);
    }
    if (explain) {
      FallbackText.explain(fallbacks, backend).forEach(console::note);
    } else if (!fallbacks.isEmpty()) {
      FallbackText.unasked(fallbacks, executable.module()).forEach(console::note);
    }
    if (explain || "auto".equals(asked)) {
      executable.notes().forEach(console::note);
    }
  }

  private static Progress progress(
      int instructions, DeviceGrid grid, Console console, Interruption interruption) {
    long total = (long) instructions * grid.devices();
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
