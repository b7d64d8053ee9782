package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.stablehlo.StablehloImporter;
import org.junit.jupiter.api.Test;

/** Every operation that can be imported is in one of the programs that check themselves. */
class StablehloCoverageTest {

  @Test
  void everyOperationIsInAProgram() throws IOException, URISyntaxException {
    Path root = Path.of(StablehloCoverageTest.class.getResource("/stablehlo").toURI());
    List<Path> files;
    try (Stream<Path> all = Files.list(root)) {
      files = all.sorted().toList();
    }
    Set<String> missing = new TreeSet<>(StablehloImporter.operations());
    for (Path file : files) {
      SourceText source = SourceText.of(file.toString(), Files.readAllBytes(file));
      for (MlirParser.Section section : MlirParser.split(source)) {
        remove(MlirParser.parse(section), missing);
      }
    }
    assertEquals(Set.of(), missing);
  }

  private static void remove(MlirOperation operation, Set<String> missing) {
    missing.remove(operation.name());
    for (MlirRegion region : operation.regions()) {
      for (MlirBlock block : region.blocks()) {
        block.operations().forEach(inner -> remove(inner, missing));
      }
    }
  }
}
