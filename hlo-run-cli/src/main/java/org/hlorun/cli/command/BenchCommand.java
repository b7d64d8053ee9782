package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hlorun.cli.bench.Measurement;
import org.hlorun.cli.bench.MeasurementText;
import org.hlorun.cli.bench.ProgramBench;
import org.hlorun.cli.bench.RunLimit;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cli.input.Inputs;
import org.hlorun.cli.output.ResultFiles;
import org.hlorun.cli.output.ResultLeaf;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run bench}: measures how long programs take to compile and to run. */
@Command(
    customSynopsis = "hlo-run bench PROGRAM... [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run bench model.hlo                    compile time and steady state",
      "  hlo-run bench a.hlo b.mlir --threads 1     several programs, on one thread",
      "  hlo-run bench model.hlo --json             an object a line",
      "  hlo-run bench model.hlo --turns            runs when told to, beside something else",
      "",
      "Compiles programs and runs them on made-up inputs, over and over into the same memory.",
      "On the back end cpu it measures between the runs what the machine's cores can do, and",
      "says what share of a copy's bytes and of f32 multiply-adds the program reaches.",
      ""
    })
final class BenchCommand implements Subcommand {
  @Parameters(paramLabel = "PROGRAM", arity = "1..*", description = "Files.")
  private List<String> programs;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "What runs the programs; cpu by default.")
  private String backend = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker threads; one per core by default.")
  private int threads;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = {
        "Runs that are measured, at most; by default 50, or as many as take",
        "half a second if these are more."
      })
  private Integer runs;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Seconds to spend on the runs of a program, at most; 5 by default.")
  private double seconds = 5;

  @Option(
      names = "--no-cache",
      description = "Neither take code from the disk nor leave any there.")
  private boolean noCache;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the made-up inputs.")
  private long seed;

  @Option(
      names = "--inputs",
      paramLabel = "FILE",
      description = "An .npz or .safetensors file; its arrays' names are parameters.")
  private Path inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = "Also write the results of the first run, as hlo-run PROGRAM does.")
  private Path output;

  @Option(
      names = "--numerics",
      paramLabel = "MODE",
      description = "What compiling may change in the values: strict, default or fast.")
  private Numerics numerics = Numerics.DEFAULT;

  @Option(
      names = "--fill-elided-constants",
      description = "Make up values for constants that the text leaves out as {...}.")
  private boolean fillElidedConstants;

  @Option(names = "--json", description = "Print a JSON object a line.")
  private boolean json;

  @Option(
      names = "--turns",
      description = {
        "For each number on standard input, run the program so often and",
        "print a JSON object with the milliseconds of a run: by the clock of",
        "the device if it has one, and then without copies from and to it."
      })
  private boolean turns;

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    Backend chosen = NamedBackend.of(backend);
    if (turns) {
      return takeTurns(console, chosen);
    }
    if (runs != null && runs < 1) {
      throw HloException.of(DiagnosticCode.USAGE, "--runs takes a number from 1 on.", null);
    }
    RunLimit limit = new RunLimit(runs == null ? 0 : runs, seconds);
    ProgramBench bench = new ProgramBench(chosen, options(), limit);
    if (!json) {
      console.out().append(MeasurementText.header());
    }
    for (String program : programs) {
      HloModule module = read(console, program);
      Measurement measured = bench.measure(module, arguments(module), this::write);
      console
          .out()
          .append(
              json
                  ? MeasurementText.json(program, backend, threads, measured)
                  : MeasurementText.row(program, measured));
      console.out().flush();
    }
    return ExitCode.OK;
  }

  private ExitCode takeTurns(Console console, Backend chosen) throws IOException {
    if (programs.size() > 1) {
      throw HloException.of(DiagnosticCode.USAGE, "--turns measures one program.", null);
    }
    HloModule module = read(console, programs.getFirst());
    List<Literal> arguments = arguments(module);
    long start = System.nanoTime();
    try (Executable executable = chosen.compile(module, options())) {
      long compile = System.nanoTime() - start;
      Literal result = executable.run(arguments);
      write(result);
      new BenchTurns(executable, arguments, result).take(console, backend, compile);
      return ExitCode.OK;
    }
  }

  private static HloModule read(Console console, String program) {
    HloModule module = ProgramReader.read(ProgramFile.read(program, console));
    HloVerifier.verify(module);
    return module;
  }

  private List<Literal> arguments(HloModule module) {
    if (inputs == null) {
      return MadeUpArguments.of(module, seed);
    }
    Inputs collected = new Inputs(ProgramSignature.of(module.entry()), seed, 1, 0);
    collected.addFile(inputs, others -> {});
    return collected.arguments().getFirst();
  }

  private Options options() {
    return Options.DEFAULT
        .withThreads(threads)
        .withSeed(seed)
        .withNumerics(numerics)
        .withFillElidedConstants(fillElidedConstants)
        .withCache(noCache ? CachePolicy.OFF : CachePolicy.USE);
  }

  private void write(Literal result) {
    if (output != null) {
      ResultFiles.write(output, ResultLeaf.of(List.of(result)), false);
    }
  }
}
