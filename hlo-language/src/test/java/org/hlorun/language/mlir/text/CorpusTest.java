package org.hlorun.language.mlir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * StableHLO programs of other projects, where the system property {@code hlo.shared} names a
 * directory that has them.
 */
class CorpusTest {
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "absent"));

  @ParameterizedTest
  @CsvSource({"corpora/stablehlo/testdata, 1000", "corpora/stablehlo/tests, 100", "programs, 20"})
  void everyFileReadsAndPrintsAndReadsBack(String directory, int atLeast) throws IOException {
    Path root = SHARED.resolve(directory);
    assumeTrue(Files.isDirectory(root), () -> "no " + directory + " in hlo.shared");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(file -> file.toString().endsWith(".mlir")).sorted().toList();
    }
    List<String> failures = new ArrayList<>();
    int sections = 0;
    for (Path file : files) {
      SourceText text = SourceText.of(file.toString(), Files.readAllBytes(file));
      try {
        for (MlirParser.Section section : MlirParser.split(text)) {
          MlirOperation module = MlirParser.parse(section);
          String printed = MlirPrinter.print(module);
          assertEquals(
              printed,
              MlirPrinter.print(MlirParser.parse(SourceText.of("printed", printed))),
              file::toString);
          sections++;
        }
      } catch (HloException e) {
        failures.add(e.getMessage());
      }
    }
    System.out.printf("%s: %d files, %d sections%n", directory, files.size(), sections);
    assertEquals(List.of(), failures);
    assertTrue(files.size() >= atLeast, () -> "only " + files.size() + " files");
  }
}
