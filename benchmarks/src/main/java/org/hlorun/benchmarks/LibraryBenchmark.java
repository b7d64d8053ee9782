package org.hlorun.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hlorun.benchmarks.xla.CpuAffinity;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs programs on the back end {@code cpu} and the same computations by ONNX Runtime and OpenBLAS,
 * in turns, and compares.
 */
@Command(name = "against-libraries", sortOptions = false)
public final class LibraryBenchmark implements Callable<Integer> {
  /** How far the results may be apart: libraries have other functions and orders of sums. */
  private static final double BOUND = 1e-4;

  /** Floats of the inputs lie between this and its negative. */
  private static final double SCALE = 0.1;

  @Parameters(paramLabel = "FOLDER", description = "Programs FOLDER/X/X.mlir.")
  private Path folder;

  @Option(names = "--threads", split = ",", description = "Threads of each side; 1 by default.")
  private List<Integer> threads = List.of(1);

  @Option(
      names = "--seconds",
      description = "For the runs of a program on each side; 2 by default.")
  private double seconds = 2;

  @Option(names = "--only", split = ",", description = "Names of programs; all by default.")
  private List<String> only = List.of();

  @Option(names = "--json", description = "File for all figures.")
  private Path json;

  private final Backend backend = Backend.named("cpu").orElseThrow();
  private final CpuAffinity affinity = new CpuAffinity();
  private boolean agreed = true;

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LibraryBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    new Report("library", affinity).print(threads, json, this::compare);
    return agreed ? 0 : 1;
  }

  private List<Comparison> compare(int count) throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    for (Path file : programs()) {
      compare(file, count).ifPresent(comparisons::add);
    }
    comparisons.forEach(c -> System.out.printf("%s: %s%n", c.program(), c.peer()));
    return comparisons;
  }

  private Optional<Comparison> compare(Path file, int count) throws IOException {
    String name = name(file);
    SourceText source = SourceText.of(file.toString(), Files.readAllBytes(file));
    HloModule module = ProgramReader.read(source);
    HloVerifier.verify(module);
    List<Literal> arguments = SeededArguments.of(module, 0, SCALE);
    List<ArrayLiteral> inputs =
        arguments.stream().flatMap(a -> NativeCompetitor.leaves(a).stream()).toList();
    List<ArrayShape> results =
        NativeCompetitor.leaves(RandomLiterals.of(module.entry().root().shape(), 0)).stream()
            .map(ArrayLiteral::shape)
            .toList();
    Optional<LibraryProgram> program = LibraryProgram.of(name, inputs, results, count);
    return program.map(
        peers -> {
          NativeCompetitor ours =
              new NativeCompetitor(backend, source, arguments, peers.kept(), count, affinity);
          return fight(name, count, ours, peers);
        });
  }

  private Comparison fight(String name, int count, NativeCompetitor ours, LibraryProgram program) {
    List<Competitor> competitors = new ArrayList<>(List.of(ours));
    competitors.addAll(program.peers());
    try {
      Map<String, Duel.Score> scores = new Duel(competitors, seconds).fight();
      double error = 0;
      for (Competitor peer : program.peers()) {
        List<ArrayLiteral> results = program.asOurs().apply(peer.results());
        error = Math.max(error, Agreement.error(ours.results(), results));
      }
      agreed &= error <= BOUND;
      Comparison comparison = Comparison.of(name, count, scores, error);
      System.err.printf("%-32s %.3f%n", name, comparison.ratio());
      return comparison;
    } finally {
      competitors.forEach(Competitor::release);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.mlir$", "");
  }

  private List<Path> programs() throws IOException {
    try (Stream<Path> found = Files.walk(folder, 2)) {
      return found
          .filter(file -> file.getFileName().toString().endsWith(".mlir"))
          .filter(file -> name(file).equals(file.getParent().getFileName().toString()))
          .filter(file -> only.isEmpty() || only.contains(name(file)))
          .sorted()
          .toList();
    }
  }
}
