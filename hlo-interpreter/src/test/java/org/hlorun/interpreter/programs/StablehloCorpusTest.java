package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.stablehlo.StablehloReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Runs StableHLO's own self-checking programs where the system property {@code hlo.shared} names a
 * directory that has them: a sample, or with {@code -Dtest.jvm.flags=-Dhlo.corpus=all} all.
 */
class StablehloCorpusTest {
  private static final Path CORPUS =
      Path.of(System.getProperty("hlo.shared", "absent"), "corpora", "stablehlo");

  private static final int SAMPLE = 20;

  /**
   * The program whose expected values are further from the exact ones than the check's tolerance,
   * and by how many units in the last place the first one differs from ours. The corpus disables it
   * for its own interpreter, as inaccurate.
   */
  private static final Map<String, String> INEXACT =
      Map.of("pow_complex64_20_30_complex64_20_30.mlir", "(52 and 6 ULPs apart)");

  private static List<Path> files(String directory) throws IOException {
    Path root = CORPUS.resolve(directory);
    Assumptions.assumeTrue(Files.isDirectory(root), "there is no corpus at " + root);
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".mlir")).sorted().toList();
    }
  }

  /** With sums rounded once, or where that fails its check, at each step: HLO admits both. */
  @Test
  void programsWrittenByJaxGiveTheirExpectedResults() throws IOException {
    List<Path> files = files("testdata");
    int step = "all".equals(System.getProperty("hlo.corpus")) ? 1 : SAMPLE;
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < files.size(); i += step) {
      Path file = files.get(i);
      String distance = INEXACT.get(file.getFileName().toString());
      if (distance != null) {
        HloException error = assertThrows(HloException.class, () -> run(file, Rounding.ONCE));
        assertEquals(DiagnosticCode.CHECK_FAILED, error.diagnostic().code());
        assertTrue(error.getMessage().contains(distance), error.getMessage());
      } else {
        collect(file, failures);
      }
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void testsOfTheReferenceInterpreterHold() throws IOException {
    List<String> failures = new ArrayList<>();
    for (Path file : files("tests/interpret")) {
      collect(file, failures);
    }
    assertEquals(List.of(), failures);
  }

  private static void collect(Path file, List<String> failures) throws IOException {
    try {
      run(file, Rounding.ONCE);
    } catch (HloException once) {
      try {
        run(file, Rounding.EACH_STEP);
      } catch (HloException e) {
        failures.add(once.getMessage());
      }
    }
  }

  private static void run(Path file, Rounding rounding) throws IOException {
    SourceText source = SourceText.of(file.getFileName().toString(), Files.readAllBytes(file));
    for (HloModule module : StablehloReader.programs(source)) {
      SelfCheckingProgram.run(module, rounding);
    }
  }
}
