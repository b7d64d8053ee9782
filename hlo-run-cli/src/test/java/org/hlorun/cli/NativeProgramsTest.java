package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The programs that the interpreter is tested with, by what they expect of themselves, give on the
 * back end {@code cpu} what they give there: the same error, or results within {@link Verdict}; and
 * the same bits on one thread and on two. Those that run on one device do so a second time with
 * their constants as arguments, which no pass can compute with beforehand.
 */
class NativeProgramsTest {
  private static final Path PROGRAMS = Path.of("../hlo-interpreter/src/test/resources/programs");

  /**
   * Programs about what the interpreter promises and compiled code does not: sums in twice the
   * precision, and which of several NaNs comes out.
   */
  private static final Set<String> PROMISES =
      Set.of("dot_accuracy.hlo", "accumulation.hlo", "nan_bits.hlo");

  @TestFactory
  Stream<DynamicTest> programsGiveNativelyWhatTheInterpreterGives() throws IOException {
    List<Path> programs;
    try (Stream<Path> files = Files.walk(PROGRAMS)) {
      programs = files.filter(file -> file.toString().endsWith(".hlo")).sorted().toList();
    }
    assertFalse(programs.isEmpty(), "no programs found");
    return programs.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(PROGRAMS.relativize(file).toString(), () -> check(file)));
  }

  /** How a run ended: with results per device, or with an error's code. */
  private record End(List<Literal> results, String error) {}

  private static void check(Path file) throws IOException {
    String text = Files.readString(file);
    End expected = run("interpreter", file, text, 1);
    End one = run("cpu", file, text, 1);
    assertEquals(expected.error(), one.error());
    assertEquals(one, run("cpu", file, text, 2));
    compare(file, text, expected, one);
    int[] grid = grid(text);
    boolean promise = PROMISES.contains(file.getFileName().toString());
    if (grid[0] * grid[1] == 1 && expected.error() == null && !promise) {
      compare(file, text, expected, runWithArguments(file, text));
    }
  }

  private static void compare(Path file, String text, End expected, End one) {
    for (int device = 0; device < expected.results().size(); device++) {
      Verdict verdict =
          Verdict.of(
              module(file, text),
              List.of(),
              expected.results().get(device),
              one.results().get(device),
              Backend.named("interpreter").orElseThrow());
      assertEquals(Optional.empty(), verdict.difference());
    }
  }

  /** Runs a program natively with the constants of its entry computation as arguments. */
  private static End runWithArguments(Path file, String text) {
    HloModule module = module(file, text);
    List<Literal> arguments = ConstantArguments.of(module);
    try (Executable executable =
        Backend.named("cpu").orElseThrow().compile(module, Options.DEFAULT.withThreads(1))) {
      return new End(List.of(executable.run(arguments)), null);
    }
  }

  private static HloModule module(Path file, String text) {
    HloModule module = HloParser.parse(SourceText.of(file.getFileName().toString(), text));
    HloVerifier.verify(module);
    return module;
  }

  private static End run(String backend, Path file, String text, int threads) {
    try {
      HloModule module = module(file, text);
      int[] grid = grid(text);
      try (Executable executable =
          Backend.named(backend)
              .orElseThrow()
              .compile(module, Options.DEFAULT.withThreads(threads))) {
        List<List<Literal>> none = Collections.nCopies(grid[0] * grid[1], List.of());
        return new End(executable.runOnGrid(none, grid[0], grid[1]), null);
      }
    } catch (HloException e) {
      return new End(List.of(), e.diagnostic().code().id());
    }
  }

  /** Replicas and partitions, by the line {@code // grid: 2x1}. */
  private static int[] grid(String text) {
    return text.lines()
        .filter(line -> line.startsWith("// grid:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip().split("x"))
        .map(sizes -> new int[] {Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1])})
        .findFirst()
        .orElse(new int[] {1, 1});
  }
}
