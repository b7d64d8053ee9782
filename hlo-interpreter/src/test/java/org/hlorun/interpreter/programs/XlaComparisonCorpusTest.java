package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the realistic programs beside the checkout on XLA:CPU and, from XLA's dumps before and after
 * its optimisations and as StableHLO, on the interpreter, with the same inputs. The results must
 * agree within 1e-5 of the result's largest element. Takes minutes and XLA's library, so it runs
 * only with {@code -Dtest.jvm.flags=-Dhlo.peer=true}.
 */
class XlaComparisonCorpusTest {
  private static final double RELATIVE = 1e-5;
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "../../shared"));
  private static final Path PEER = SHARED.resolve("tools/xla-peer/run");

  @TestFactory
  Stream<DynamicTest> dumpsAgreeWithXla() throws IOException {
    Assumptions.assumeTrue(Boolean.getBoolean("hlo.peer"), "set -Dhlo.peer=true to compare");
    Assumptions.assumeTrue(Files.isExecutable(PEER), "no XLA peer at " + PEER);
    List<Path> folders;
    try (Stream<Path> all = Files.list(SHARED.resolve("programs"))) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    return folders.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
  }

  private static void check(Path folder) throws IOException, InterruptedException {
    String name = folder.getFileName().toString();
    HloModule before = read(folder.resolve(name + ".xla_before_optimizations.hlo.txt"));
    List<Literal> arguments = new ArrayList<>();
    for (int i = 0; i < before.entry().parameters().size(); i++) {
      arguments.add(argument(name, before.entry().parameters().get(i).shape().asArray(), 17 + i));
    }
    List<byte[]> expected = runPeer(folder, name, arguments);
    compare(name + " before", expected, run(before, arguments));
    Path stablehlo = folder.resolve(name + ".mlir");
    if (Files.exists(stablehlo)) {
      compare(name + " StableHLO", expected, run(read(stablehlo), arguments));
    }
    Path after = folder.resolve(name + ".xla_after_optimizations.hlo.txt");
    if (!Files.readString(after).contains("custom-call")) {
      compare(name + " after", expected, run(read(after), arguments));
    }
  }

  /**
   * Seeded values; floats in [-0.08, 0.12), small enough that a recurrence of hundreds of steps
   * does not amplify rounding and not balanced around zero, so that sums are well conditioned.
   * Where XLA adds up 16 million numbers in f32, its own rounding is above the tolerance: there
   * they are multiples of 1/32, whose sums are exact in f32 in any order.
   */
  private static Literal argument(String program, ArrayShape shape, long seed) {
    ArrayLiteral literal = RandomLiterals.of(shape, seed).asArray();
    if (program.equals("batchnorm_train_op")) {
      ArrayLiteral common = RandomLiterals.of(shape, 1).asArray();
      for (long i = 0; i < literal.elementCount(); i++) {
        literal.setDouble(i, (literal.getDouble(i) + common.getDouble(i)) / 2);
      }
    }
    if (shape.elementType().isFloat()) {
      for (long i = 0; i < literal.elementCount(); i++) {
        double value = 0.1 * literal.getDouble(i) + 0.02;
        literal.setDouble(i, program.equals("reducesum16m") ? Math.rint(32 * value) / 32 : value);
      }
    }
    return literal;
  }

  private static HloModule read(Path file) throws IOException {
    HloModule module = ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
    HloVerifier.verify(module);
    return module;
  }

  private static List<ArrayLiteral> run(HloModule module, List<Literal> arguments) {
    List<ArrayLiteral> leaves = new ArrayList<>();
    try (Executable executable = new InterpreterBackend().compile(module, Options.DEFAULT)) {
      collect(executable.run(arguments), leaves);
    }
    return leaves;
  }

  private static void collect(Literal literal, List<ArrayLiteral> leaves) {
    if (literal instanceof TupleLiteral tuple) {
      tuple.elements().forEach(element -> collect(element, leaves));
    } else if (literal instanceof ArrayLiteral array) {
      leaves.add(array);
    }
  }

  /** The raw results of XLA:CPU. */
  private static List<byte[]> runPeer(Path folder, String name, List<Literal> arguments)
      throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("xla-comparison");
    Path mlir = folder.resolve(name + ".mlir");
    Path program = Files.exists(mlir) ? mlir : folder.resolve(name + ".hlo");
    List<String> command = new ArrayList<>(List.of(PEER.toString(), "exec", program.toString()));
    for (int i = 0; i < arguments.size(); i++) {
      Path file = work.resolve("in" + i + ".bin");
      Files.write(file, arguments.get(i).asArray().segment().toArray(ValueLayout.JAVA_BYTE));
      command.add("in" + i + "=" + file);
    }
    command.add("outdir=" + work.resolve("out"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("log").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> readQuietly(work.resolve("log")));
    List<byte[]> results = new ArrayList<>();
    try (Stream<Path> files = Files.list(work.resolve("out"))) {
      for (Path file : files.sorted((a, b) -> Integer.compare(number(a), number(b))).toList()) {
        results.add(Files.readAllBytes(file));
      }
    }
    return results;
  }

  private static int number(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("^out(\\d+)\\..*$", "$1"));
  }

  private static String readQuietly(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void compare(String what, List<byte[]> expected, List<ArrayLiteral> actual) {
    assertEquals(expected.size(), actual.size(), what + ": number of results");
    for (int r = 0; r < actual.size(); r++) {
      ArrayLiteral mine = actual.get(r);
      ArrayLiteral theirs = ArrayLiteral.of(mine.shape(), MemorySegment.ofArray(expected.get(r)));
      double largest = 0;
      double worst = 0;
      for (long i = 0; i < mine.elementCount(); i++) {
        largest = Math.max(largest, Math.abs(theirs.getDouble(i)));
        double difference = Math.abs(theirs.getDouble(i) - mine.getDouble(i));
        boolean bothNan = Double.isNaN(theirs.getDouble(i)) && Double.isNaN(mine.getDouble(i));
        worst =
            Math.max(worst, bothNan || mine.getDouble(i) == theirs.getDouble(i) ? 0 : difference);
      }
      double relative = worst == 0 ? 0 : worst / largest;
      System.out.printf(
          "%s, result %d: worst error %.2e of the largest element%n", what, r, relative);
      assertTrue(relative <= RELATIVE, what + " result " + r + ": " + relative);
    }
  }
}
