package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/** Real programs, where the system property {@code hlo.shared} names a folder that has them. */
class SharedCorpusTest {
  private static final Path SHARED = Path.of(System.getProperty("hlo.shared", "../../shared"));

  @Test
  void everyProgramHasARightPlan() throws IOException {
    List<Path> programs;
    assumeTrue(Files.isDirectory(SHARED.resolve("programs")), SHARED + " has no programs");
    try (Stream<Path> some = Files.walk(SHARED.resolve("programs"));
        Stream<Path> others = Files.walk(SHARED.resolve("corpora/models"))) {
      programs =
          Stream.concat(some, others)
              .filter(f -> f.toString().matches(".*\\.hlo(\\.txt)?"))
              .sorted()
              .toList();
    }
    assertTrue(programs.size() > 50, () -> programs.size() + " programs");
    for (Path file : programs) {
      HloModule module =
          ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
      HloVerifier.verify(module);
      for (boolean donate : new boolean[] {false, true}) {
        HloModule copy = ModuleCloner.clone(module);
        Plans.of(copy, AssignmentOptions.DEFAULT.withDonation(donate));
      }
    }
  }
}
