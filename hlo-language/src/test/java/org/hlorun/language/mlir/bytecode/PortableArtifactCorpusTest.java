package org.hlorun.language.mlir.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.stablehlo.ImportOptions;
import org.hlorun.language.stablehlo.StablehloImporter;
import org.junit.jupiter.api.Test;

/**
 * StableHLO's own portable artifacts of many versions beside the texts of the same programs, where
 * the system property {@code hlo.shared} names a directory that has them. Every function of a file
 * gives the same tree, and the same HLO module or the same diagnostic.
 */
class PortableArtifactCorpusTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("hlo.shared", "absent")).resolve("corpora/stablehlo/tests/vhlo");
  private static final String SUFFIX = ".bc";

  private int modules;
  private int diagnostics;

  @Test
  void everyArtifactIsTheProgramOfItsText() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), "no corpora/stablehlo/tests/vhlo in hlo.shared");
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
    assertTrue(files.size() >= 17, () -> "only " + files.size() + " artifacts");
    List<String> differences = new ArrayList<>();
    for (Path file : files) {
      compare(file, differences);
    }
    System.out.printf(
        "%d artifacts: %d equal modules, %d equal diagnostics%n",
        files.size(), modules, diagnostics);
    assertEquals(List.of(), differences);
    assertTrue(modules > 3000, () -> "only " + modules + " functions became modules");
  }

  private void compare(Path file, List<String> differences) throws IOException {
    SourceText artifact = SourceText.of(file.toString(), Files.readAllBytes(file)).asBinary();
    String name = file.toString();
    Path textFile = Path.of(name.substring(0, name.length() - SUFFIX.length()));
    SourceText text = SourceText.of(textFile.toString(), Files.readAllBytes(textFile));
    MlirOperation read = MlirBytecodeReader.read(artifact);
    MlirOperation expected = MlirParser.parse(text);
    Map<String, MlirOperation> functions = functions(expected);
    Map<String, MlirOperation> readFunctions = functions(read);
    assertEquals(functions.keySet(), readFunctions.keySet(), name);
    for (String function : functions.keySet()) {
      String place = file.getFileName() + " @" + function;
      String tree = print(functions.get(function));
      if (!tree.equals(print(readFunctions.get(function)))) {
        differences.add(place + ": " + tree + print(readFunctions.get(function)));
      }
      String wanted = module(expected, text, function);
      String found = module(read, artifact, function);
      if (!wanted.equals(found)) {
        differences.add(place + ": " + wanted + " but from bytecode " + found);
      }
      boolean problem = wanted.startsWith("diagnostic");
      diagnostics += problem ? 1 : 0;
      modules += problem ? 0 : 1;
    }
  }

  private static String print(MlirOperation function) {
    return MlirPrinter.print(Normalized.of(function), false);
  }

  private static Map<String, MlirOperation> functions(MlirOperation module) {
    Map<String, MlirOperation> functions = new LinkedHashMap<>();
    for (MlirOperation function : module.regions().getFirst().blocks().getFirst().operations()) {
      StringAttribute name = (StringAttribute) function.attribute("sym_name").orElseThrow();
      functions.put(name.value(), function);
    }
    return functions;
  }

  /** The HLO of a function, or why there is none; places differ and do not count. */
  private static String module(MlirOperation module, SourceText source, String function) {
    try {
      ImportOptions options = ImportOptions.DEFAULT.withEntry(function);
      return HloPrinter.print(
          StablehloImporter.importModule(module, source, options), PrintForm.LONG);
    } catch (HloException e) {
      Diagnostic problem = e.diagnostic();
      return "diagnostic %s: %s (%s)"
          .formatted(problem.code(), problem.message(), problem.remedy());
    }
  }
}
