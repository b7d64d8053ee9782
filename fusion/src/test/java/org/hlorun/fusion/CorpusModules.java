package org.hlorun.fusion;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.stablehlo.ImportOptions;
import org.hlorun.language.stablehlo.StablehloImporter;
import org.hlorun.language.verifier.HloVerifier;

/** The programs of others beside the checkout, as verified modules. */
final class CorpusModules {
  private static final Path SHARED =
      Path.of(System.getProperty("hlo.shared", "../../shared")).toAbsolutePath();

  private CorpusModules() {}

  /** Files of a folder by name; the test is skipped if there is no such folder. */
  static List<Path> files(String folder, String pattern) throws IOException {
    Path root = SHARED.resolve(folder);
    assumeTrue(Files.isDirectory(root), () -> "no corpus at " + root);
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(f -> f.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }

  /** The module of a file of any format. */
  static HloModule read(Path file) throws IOException {
    return ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
  }

  /**
   * Every function without free types of the StableHLO files.
   *
   * @return how many files hold something that cannot be read: tests of what the importer refuses
   */
  static int stablehlo(BiConsumer<String, HloModule> action) throws IOException {
    int unread = 0;
    for (Path file : files("corpora/stablehlo", ".*\\.mlir")) {
      SourceText source = SourceText.of(file.toString(), Files.readAllBytes(file));
      Map<String, HloModule> modules = new LinkedHashMap<>();
      try {
        collect(source, modules);
      } catch (HloException e) {
        unread++;
      }
      modules.forEach(action); // whose own problems are no matter of reading
    }
    return unread;
  }

  private static void collect(SourceText source, Map<String, HloModule> modules) {
    int number = 0;
    for (MlirParser.Section section : MlirParser.split(source)) {
      MlirOperation operations = MlirParser.parse(section);
      for (String entry : StablehloImporter.closedFunctions(operations, source)) {
        ImportOptions options = ImportOptions.DEFAULT.withEntry(entry);
        HloModule module = StablehloImporter.importModule(operations, source, options);
        if (HloVerifier.check(module).isEmpty()) {
          modules.put("%s %d %s".formatted(source.name(), number++, entry), module);
        }
      }
    }
  }
}
