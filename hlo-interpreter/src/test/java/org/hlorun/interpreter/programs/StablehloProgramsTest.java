package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.stablehlo.StablehloReader;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the StableHLO programs below the resource folder {@code stablehlo}, which check themselves.
 */
class StablehloProgramsTest {

  @TestFactory
  Stream<DynamicTest> everyCheckOfEveryProgramHolds() throws IOException, URISyntaxException {
    Path root = Path.of(StablehloProgramsTest.class.getResource("/stablehlo").toURI());
    List<Path> files;
    try (Stream<Path> all = Files.list(root)) {
      files = all.sorted().toList();
    }
    assertFalse(files.isEmpty(), "no programs found");
    return files.stream().flatMap(StablehloProgramsTest::tests);
  }

  private static Stream<DynamicTest> tests(Path file) {
    List<HloModule> programs;
    try {
      programs =
          StablehloReader.programs(
              SourceText.of(file.getFileName().toString(), Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertFalse(programs.isEmpty(), "no programs in " + file);
    return programs.stream()
        .map(
            module ->
                DynamicTest.dynamicTest(
                    file.getFileName() + " @" + module.entry().name(), () -> run(module)));
  }

  private static void run(HloModule module) {
    try (Executable program = new InterpreterBackend().compile(module, Options.DEFAULT)) {
      program.run(List.of());
    }
  }
}
