package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
   * Programs whose expected values are results of XLA:CPU that are further than the check's
   * tolerance from the exact ones: rounding after every step of a sum with cancellation, {@code
   * cosh} and {@code sinh} by exponentials.
   */
  private static final Set<String> INEXACT =
      Set.of(
          "conv_general_dilated_float32_2_3_9_float32_12_1_3.mlir",
          "cosh_float32_20_20_chlo.mlir",
          "dot_general_bfloat16_4_3_complex128_3_6.mlir",
          "dot_general_bfloat16_4_3_complex64_3_6.mlir",
          "dot_general_float16_4_3_complex128_3_6.mlir",
          "dot_general_float32_4_3_complex128_3_6.mlir",
          "dot_general_int16_4_3_complex128_3_6.mlir",
          "dot_general_int16_4_3_complex64_3_6.mlir",
          "dot_general_int64_4_3_complex128_3_6.mlir",
          "dot_general_int64_4_3_complex64_3_6.mlir",
          "dot_general_uint16_4_3_complex64_3_6.mlir",
          "dot_general_uint32_4_3_complex128_3_6.mlir",
          "dot_general_uint32_4_3_float64_3_6.mlir",
          "dot_general_uint8_4_3_complex64_3_6.mlir",
          "fft_complex128_14_15_16_17.mlir",
          "fft_float32_14_15_16_17.mlir",
          "fft_float64_14_15_16_17.mlir",
          "pow_complex64_20_30_complex64_20_30.mlir",
          "reduce_window_add_float32_12_12.mlir",
          "sinh_float32_20_20_chlo.mlir",
          "triangular_solve_float32_2_8_8_float32_2_10_8.mlir");

  private static List<Path> files(String directory) throws IOException {
    Path root = CORPUS.resolve(directory);
    Assumptions.assumeTrue(Files.isDirectory(root), "there is no corpus at " + root);
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".mlir")).sorted().toList();
    }
  }

  @Test
  void programsWrittenByJaxGiveTheirExpectedResults() throws IOException {
    List<Path> files = files("testdata");
    int step = "all".equals(System.getProperty("hlo.corpus")) ? 1 : SAMPLE;
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < files.size(); i += step) {
      Path file = files.get(i);
      if (INEXACT.contains(file.getFileName().toString())) {
        HloException error = assertThrows(HloException.class, () -> run(file));
        assertEquals(DiagnosticCode.CHECK_FAILED, error.diagnostic().code());
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
      run(file);
    } catch (HloException e) {
      failures.add(e.getMessage());
    }
  }

  private static void run(Path file) throws IOException {
    SourceText source = SourceText.of(file.getFileName().toString(), Files.readAllBytes(file));
    for (HloModule module : StablehloReader.programs(source)) {
      SelfCheckingProgram.run(module);
    }
  }
}
