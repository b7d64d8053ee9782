package org.hlorun.language.parser;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Dumps of real models and of XLA, beside the checkout, are accepted. */
class CorpusTest {
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "../../shared"));

  @TestFactory
  Stream<DynamicTest> realTextsAreAccepted() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(SHARED), "no corpora at " + SHARED);
    List<Path> files;
    try (Stream<Path> all = Files.walk(SHARED, FileVisitOption.FOLLOW_LINKS)) {
      files = all.filter(CorpusTest::isHlo).sorted().toList();
    }
    assertFalse(files.isEmpty(), "no HLO texts in " + SHARED);
    return files.stream()
        .map(
            file -> DynamicTest.dynamicTest(SHARED.relativize(file).toString(), () -> check(file)));
  }

  private static boolean isHlo(Path file) {
    String name = file.toString();
    return name.endsWith(".hlo") || name.endsWith(".hlo.txt");
  }

  private static void check(Path file) throws IOException {
    SourceText text = SourceText.of(file.toString(), Files.readAllBytes(file));
    assertTrue(HloParser.parse(text).computations().size() > 0);
  }
}
