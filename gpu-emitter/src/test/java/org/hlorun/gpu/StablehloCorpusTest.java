package org.hlorun.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hlorun.conformance.corpus.Corpus;
import org.hlorun.conformance.corpus.CorpusRunner;
import org.hlorun.conformance.corpus.Outcome;
import org.hlorun.conformance.corpus.ProgramResult;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tenth of the StableHLO programs that check themselves, of every operation some. */
class StablehloCorpusTest {
  private static final int SHARE = 10;

  /**
   * The dots expect sums rounded at each step, to fewer ULPs than that is apart from what compiled
   * programs give; the power is one that the interpreter does not pass either.
   */
  private static final Set<String> OTHER_ROUNDING =
      Set.of(
          "dot_general_bfloat16_4_3_complex128_3_6.mlir",
          "dot_general_int16_4_3_complex128_3_6.mlir",
          "pow_complex64_20_30_complex64_20_30.mlir");

  static List<String> backends() {
    return TestedBackends.all().stream().map(Backend::name).toList();
  }

  /** On the emulator, and on the machine's GPU if it has one. */
  @ParameterizedTest
  @MethodSource("backends")
  void aTenthOfEveryOperationPasses(String name) {
    Path folder =
        Path.of(System.getProperty("hlo.shared", "../shared"), "corpora/stablehlo/testdata");
    assumeTrue(Files.isDirectory(folder), "there is no " + folder);
    List<Path> files =
        sample(Corpus.files(List.of(folder), null)).stream()
            .filter(file -> !OTHER_ROUNDING.contains(file.getFileName().toString()))
            .toList();
    assertFalse(files.isEmpty());
    Backend backend = Backend.named(name).orElseThrow();
    List<ProgramResult> results =
        new CorpusRunner(backend, Options.DEFAULT, List.of(Rounding.ONCE, Rounding.EACH_STEP), 2)
            .run(files, () -> false, done -> {});
    List<String> failures =
        results.stream()
            .filter(result -> result.outcome() != Outcome.PASSED)
            .map(ProgramResult::toString)
            .toList();
    assertEquals(List.of(), failures);
  }

  /** Every tenth file of those whose names begin alike, the first one among them. */
  private static List<Path> sample(List<Path> files) {
    Map<String, List<Path>> groups =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    file -> file.getFileName().toString().replaceAll("_.*|\\..*", ""),
                    TreeMap::new,
                    Collectors.toList()));
    List<Path> chosen = new ArrayList<>();
    for (List<Path> group : groups.values()) {
      for (int i = 0; i < group.size(); i += SHARE) {
        chosen.add(group.get(i));
      }
    }
    return chosen;
  }
}
