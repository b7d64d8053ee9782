package org.hlorun.language.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Modules of real programs, where the system property {@code hlo.shared} names a directory that has
 * them.
 */
class SharedCorpusTest {
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "absent"));

  /** Files that are not HLO of the present language, by design. */
  private static final Set<String> REFUSED = Set.of("torch_xla_mlp.hlo");

  /**
   * Dumps whose computations stand in the order in which XLA's passes made the calls, which the
   * text does not tell; XLA itself reprints them in another order.
   */
  private static final Set<String> REORDERED =
      Set.of(
          "batchnorm_train_op.xla_after_optimizations.hlo.txt",
          "bf16_mlp.xla_after_optimizations.hlo.txt",
          "cnn_forward.xla_after_optimizations.hlo.txt",
          "conditional_cumsum.xla_after_optimizations.hlo.txt",
          "fft_cholesky.xla_after_optimizations.hlo.txt",
          "layernorm.xla_after_optimizations.hlo.txt",
          "lstm_b1.xla_after_optimizations.hlo.txt",
          "mlp_forward.xla_after_optimizations.hlo.txt",
          "mlp_train_sgd.xla_after_optimizations.hlo.txt",
          "mlp_train_sgd.xla_before_optimizations.hlo.txt",
          "mobilenet_dwsep.xla_after_optimizations.hlo.txt",
          "rng_dropout.xla_after_optimizations.hlo.txt",
          "softmax.xla_after_optimizations.hlo.txt",
          "transformer_block.xla_after_optimizations.hlo.txt",
          "while_newton.xla_after_optimizations.hlo.txt");

  private static List<Path> files(String directory, String suffix) throws IOException {
    Path root = SHARED.resolve(directory);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  static List<Path> modules() throws IOException {
    return Stream.of(
            files("corpora/models", ".hlo"),
            files("programs", ".hlo"),
            files("programs", "_optimizations.hlo.txt"))
        .flatMap(List::stream)
        .filter(file -> !REFUSED.contains(file.getFileName().toString()))
        .toList();
  }

  static List<Path> dumps() throws IOException {
    return files("programs", "_optimizations.hlo.txt");
  }

  @Test
  void theCorpusIsThere() throws IOException {
    assumeTrue(!modules().isEmpty(), "hlo.shared names no directory with modules");
    assertEquals(54, dumps().size());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("modules")
  void printedModulesReadBackAsThemselves(Path file) {
    HloModule module = RoundTripCorpus.parse(RoundTripCorpus.read(file));
    for (PrintForm form :
        List.of(PrintForm.LONG, PrintForm.SHORT, PrintForm.DEFAULT.withLargeConstants())) {
      String text = HloPrinter.print(module, form);
      assertEquals(text, HloPrinter.print(RoundTripCorpus.parse(text), form));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dumps")
  void dumpsOfXlaAreReproducedToTheByte(Path file) {
    String dump = RoundTripCorpus.read(file);
    String text = HloPrinter.print(RoundTripCorpus.parse(dump), PrintForm.DEFAULT);
    if (REORDERED.contains(file.getFileName().toString())) {
      assertEquals(computations(dump), computations(text));
    } else {
      assertEquals(dump, text);
    }
  }

  /** The header and the computations in alphabetical order. */
  private static List<String> computations(String text) {
    String[] parts = text.split("\n\n");
    Arrays.sort(parts, 1, parts.length);
    return List.of(parts);
  }
}
