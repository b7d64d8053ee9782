package org.hlorun.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hlorun.benchmarks.xla.CpuAffinity;
import org.hlorun.benchmarks.xla.XlaProcess;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.stablehlo.writer.StablehloWriter;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs programs on the back end {@code cpu} and on XLA:CPU, in turns, and compares. */
@Command(name = "against-xla", sortOptions = false)
public final class PeerBenchmark implements Callable<Integer> {
  private static final Map<String, String> FLAGS =
      Map.of("XLA", "", "XLA w512", "--xla_cpu_prefer_vector_width=512");

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "1..*",
      description =
          "Files, or folders: of a folder, programs FOLDER/X.mlir, X.hlo, X/X.mlir, X/X.hlo.")
  private List<Path> programs;

  @Option(names = "--xla", required = true, description = "Folder of TensorFlow's libraries.")
  private Path library;

  @Option(names = "--threads", split = ",", description = "Threads of each side; 1 by default.")
  private List<Integer> threads = List.of(1);

  @Option(
      names = "--seconds",
      description = "For the runs of a program on each side; 2 by default.")
  private double seconds = 2;

  @Option(names = "--json", description = "File for all figures.")
  private Path json;

  @Option(names = "--seed", description = "Seed of the made-up inputs.")
  private long seed;

  @Option(
      names = "--scale",
      description = "Floats of the inputs lie between -S and S; 0.1 by default.")
  private double scale = 0.1;

  private static final double WARM_UP_SECONDS = 20;

  private final Backend backend = Backend.named("cpu").orElseThrow();
  private final CpuAffinity affinity = new CpuAffinity();
  private boolean agreed = true;

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PeerBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    warmUp();
    new Report("XLA", affinity).print(threads, json, this::compare);
    return agreed ? 0 : 1;
  }

  /**
   * Lets Java compile what is compiling here, so that times of compilations do not depend on the
   * order of programs.
   */
  private void warmUp() throws IOException {
    Options options = Options.DEFAULT.withThreads(1).withCache(CachePolicy.OFF);
    long end = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
    while (System.nanoTime() < end) {
      for (Path file : files()) {
        HloModule module =
            ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
        HloVerifier.verify(module);
        backend.compile(module, options).close();
      }
    }
  }

  private List<Comparison> compare(int count) throws IOException {
    Map<String, XlaProcess> processes = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, String> entry : FLAGS.entrySet()) {
        processes.put(entry.getKey(), new XlaProcess(library, entry.getValue(), count));
      }
      List<Comparison> comparisons = new ArrayList<>();
      for (Path file : files()) {
        try {
          Comparison comparison = compare(file, count, processes);
          comparisons.add(comparison);
          System.err.printf("%-32s %.3f%n", comparison.program(), comparison.ratio());
        } catch (RuntimeException e) {
          agreed = false;
          System.err.println(file + ": " + e);
        }
      }
      return comparisons;
    } finally {
      for (XlaProcess process : processes.values()) {
        process.close();
      }
    }
  }

  private Comparison compare(Path file, int count, Map<String, XlaProcess> processes)
      throws IOException {
    SourceText source = SourceText.of(file.toString(), Files.readAllBytes(file));
    HloModule module = ProgramReader.read(source);
    HloVerifier.verify(module);
    List<Literal> arguments = SeededArguments.of(module, seed, scale);
    List<ArrayLiteral> inputs =
        arguments.stream().flatMap(a -> NativeCompetitor.leaves(a).stream()).toList();
    List<ArrayShape> outputs =
        NativeCompetitor.leaves(RandomLiterals.of(module.entry().root().shape(), 0)).stream()
            .map(ArrayLiteral::shape)
            .toList();
    String stablehlo =
        file.toString().endsWith(".mlir") ? Files.readString(file) : StablehloWriter.print(module);
    NativeCompetitor ours =
        new NativeCompetitor(backend, source, arguments, Set.of(), count, affinity);
    List<Competitor> competitors = new ArrayList<>(List.of(ours));
    for (Map.Entry<String, XlaProcess> entry : processes.entrySet()) {
      entry.getValue().load(stablehlo, inputs, outputs);
      competitors.add(new XlaCompetitor(entry.getKey(), entry.getValue(), outputs));
    }
    try {
      Map<String, Duel.Score> scores = new Duel(competitors, seconds).fight();
      double error = Agreement.error(ours.results(), competitors.get(1).results());
      agreed &= error <= bound(module);
      String name = file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
      return Comparison.of(name, count, scores, error);
    } finally {
      competitors.forEach(Competitor::release);
    }
  }

  /** Programs that round to 16 bits on their way may differ by such a rounding. */
  private static double bound(HloModule module) {
    boolean narrow =
        module.computations().stream()
            .flatMap(computation -> computation.instructions().stream())
            .anyMatch(
                instruction ->
                    instruction.shape() instanceof ArrayShape array
                        && array.elementType().isFloat()
                        && array.elementType().bitWidth() < 32);
    return narrow ? 2e-2 : 1e-4;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path program : programs) {
      if (!Files.isDirectory(program)) {
        files.add(program);
        continue;
      }
      try (Stream<Path> found = Files.walk(program, 2)) {
        found.filter(file -> isProgramOf(program, file)).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private static boolean isProgramOf(Path folder, Path file) {
    String name = file.getFileName().toString();
    if (!name.endsWith(".mlir") && !name.endsWith(".hlo")) {
      return false;
    }
    Path parent = file.getParent();
    return parent.equals(folder)
        || name.substring(0, name.lastIndexOf('.')).equals(parent.getFileName().toString());
  }
}
