package org.hlorun.language.stablehlo.writer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.stablehlo.StablehloReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Writes the programs of the corpora beside the checkout as StableHLO and reads them back. Programs
 * that were StableHLO come back equal; others are equal from the first reading on, which takes
 * their tuples apart.
 */
class RoundTripCorpusTest {
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "../../shared"));

  /** One in so many of the 1505 programs that JAX wrote; 1 with {@code -Dhlo.corpus=all}. */
  private static final int STEP = "all".equals(System.getProperty("hlo.corpus")) ? 1 : 20;

  private static List<Path> files(String folder, String ending) throws IOException {
    Path root = SHARED.resolve(folder);
    Assumptions.assumeTrue(Files.isDirectory(root), "there is no corpus at " + root);
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Test
  void programsWrittenByJaxComeBackEqual() throws IOException {
    List<Path> files = files("corpora/stablehlo/testdata", ".mlir");
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < files.size(); i += STEP) {
      SourceText source = source(files.get(i));
      for (HloModule module : StablehloReader.programs(source)) {
        compare(files.get(i), module, RoundTrip.of(module), failures);
      }
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void testsOfTheReferenceInterpreterSettle() throws IOException {
    List<String> failures = new ArrayList<>();
    for (Path file : files("corpora/stablehlo/tests/interpret", ".mlir")) {
      for (HloModule module : StablehloReader.programs(source(file))) {
        HloModule once = RoundTrip.of(module);
        compare(file, once, RoundTrip.of(once), failures);
      }
    }
    assertEquals(List.of(), failures);
  }

  /** The dumps of XLA; after its optimisations fusions are the only thing that has no place. */
  @Test
  void dumpsOfXlaSettle() throws IOException {
    List<Path> files = new ArrayList<>(files("programs", ".hlo.txt"));
    files.addAll(files("programs", ".hlo"));
    files.addAll(files("corpora/models", ".hlo"));
    List<String> failures = new ArrayList<>();
    int written = 0;
    for (Path file : files) {
      HloModule module = HloParser.parse(source(file));
      try {
        HloModule once = RoundTrip.of(module);
        compare(file, once, RoundTrip.of(once), failures);
        written++;
      } catch (HloException e) {
        DiagnosticCode code = e.diagnostic().code();
        boolean expected =
            code == DiagnosticCode.UNSUPPORTED && e.diagnostic().message().contains("(fusion)")
                || code == DiagnosticCode.ELIDED_CONSTANT;
        if (!expected) {
          failures.add(file + ": " + e.getMessage());
        }
      }
    }
    assertEquals(List.of(), failures);
    assertTrue(written >= 40, "only " + written + " were written");
  }

  private static SourceText source(Path file) throws IOException {
    return SourceText.of(file.toString(), Files.readAllBytes(file));
  }

  private static void compare(
      Path file, HloModule expected, HloModule actual, List<String> failures) {
    RoundTrip.difference(expected, actual).ifPresent(text -> failures.add(file + ": " + text));
  }
}
