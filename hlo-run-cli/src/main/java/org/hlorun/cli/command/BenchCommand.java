package org.hlorun.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
      ""
    })
final class BenchCommand implements Subcommand {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final ObjectMapper JSON = new ObjectMapper();

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
      description = "Runs that are measured, at most; 50 by default.")
  private int runs = 50;

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

  /**
   * What was measured of one program, in nanoseconds.
   *
   * @param compile compiling everything
   * @param cached compiling it again with the code on disk; negative = there is none
   * @param first the first run
   * @param sorted later runs, shortest first
   */
  private record Measurement(long compile, long cached, long first, long[] sorted) {
    long quantile(double q) {
      return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
  }

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
    if (!json) {
      row(
          console,
          "%-32s %10s %10s %10s %10s %10s %10s%n",
          "program, ms",
          "compile",
          "cached",
          "first run",
          "median",
          "p10",
          "p90");
    }
    for (String program : programs) {
      print(console, program, measure(console, program, chosen));
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
    try (Executable executable =
        chosen.compile(module, options().withCache(noCache ? CachePolicy.OFF : CachePolicy.USE))) {
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
    return Options.DEFAULT.withThreads(threads).withSeed(seed).withNumerics(numerics);
  }

  private void write(Literal result) {
    if (output != null) {
      ResultFiles.write(output, ResultLeaf.of(List.of(result)), false);
    }
  }

  private Measurement measure(Console console, String program, Backend chosen) {
    HloModule module = read(console, program);
    List<Literal> arguments = arguments(module);
    Options options = options();
    long start = System.nanoTime();
    try (Executable executable =
        chosen.compile(
            module, options.withCache(noCache ? CachePolicy.OFF : CachePolicy.REFRESH))) {
      long compiled = System.nanoTime();
      Literal result = executable.run(arguments);
      long first = System.nanoTime();
      write(result);
      return new Measurement(
          compiled - start,
          noCache ? -1 : cachedCompile(chosen, module, options),
          first - compiled,
          steadyState(executable, arguments, result));
    }
  }

  private static long cachedCompile(Backend chosen, HloModule module, Options options) {
    long start = System.nanoTime();
    try (Executable again = chosen.compile(module, options)) {
      long time = System.nanoTime() - start;
      return again.compiledParts().isCached() ? time : -1;
    }
  }

  /** Times of single runs, sorted; the first tenth of the time is spent on warming up. */
  private long[] steadyState(Executable executable, List<Literal> arguments, Literal result) {
    long begin = System.nanoTime();
    long warm = begin + (long) (seconds * 1e8);
    long end = begin + (long) (seconds * 1e9);
    for (int i = 0; i < runs && System.nanoTime() < warm; i++) {
      executable.runInto(arguments, result);
    }
    long[] times = new long[Math.max(1, runs)];
    int count = 0;
    do {
      long start = System.nanoTime();
      executable.runInto(arguments, result);
      times[count++] = System.nanoTime() - start;
    } while (count < times.length && System.nanoTime() < end);
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private void print(Console console, String program, Measurement measured) throws IOException {
    double median = measured.quantile(0.5) / NANOS_PER_MILLI;
    double p10 = measured.quantile(0.1) / NANOS_PER_MILLI;
    double p90 = measured.quantile(0.9) / NANOS_PER_MILLI;
    double compile = measured.compile() / NANOS_PER_MILLI;
    double cached = measured.cached() / NANOS_PER_MILLI;
    double first = measured.first() / NANOS_PER_MILLI;
    if (json) {
      ObjectNode line = JSON.createObjectNode();
      line.put("program", program)
          .put("backend", backend)
          .put("threads", threads)
          .put("runs", measured.sorted().length)
          .put("compile_ms", compile)
          .put("compile_cached_ms", measured.cached() < 0 ? null : (Double) cached)
          .put("first_run_ms", first)
          .put("median_ms", median)
          .put("p10_ms", p10)
          .put("p90_ms", p90);
      console.out().append(JSON.writeValueAsString(line)).append('\n');
    } else {
      String name =
          program.length() > 32 ? "..." + program.substring(program.length() - 29) : program;
      row(
          console,
          "%-32s %10.1f %10s %10.3f %10.3f %10.3f %10.3f%n",
          name,
          compile,
          measured.cached() < 0 ? "-" : String.format(Locale.ROOT, "%.1f", cached),
          first,
          median,
          p10,
          p90);
    }
    console.out().flush();
  }

  private static void row(Console console, String format, Object... values) throws IOException {
    console.out().append(String.format(Locale.ROOT, format, values));
  }
}
