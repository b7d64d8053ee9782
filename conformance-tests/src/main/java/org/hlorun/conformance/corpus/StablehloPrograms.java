package org.hlorun.conformance.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.stablehlo.ImportOptions;
import org.hlorun.language.stablehlo.StablehloImporter;
import org.hlorun.language.verifier.HloVerifier;

/**
 * The programs of a StableHLO file: in every part between lines {@code // -----}, each function
 * without arguments that no other function calls.
 */
final class StablehloPrograms {
  private StablehloPrograms() {}

  static List<TestProgram> read(Path file, SourceText source) {
    List<MlirParser.Section> sections;
    try {
      sections = MlirParser.split(source);
    } catch (HloException e) {
      return List.of(TestProgram.unreadable(file, "", e));
    }
    List<TestProgram> programs = new ArrayList<>();
    for (MlirParser.Section section : sections) {
      try {
        MlirOperation module = MlirParser.parse(section);
        for (String entry : StablehloImporter.closedFunctions(module, source)) {
          programs.add(program(file, module, source, entry));
        }
      } catch (HloException e) {
        programs.add(TestProgram.unreadable(file, "", e));
      }
    }
    return programs;
  }

  private static TestProgram program(
      Path file, MlirOperation operations, SourceText source, String entry) {
    try {
      HloModule module =
          StablehloImporter.importModule(
              operations, source, ImportOptions.DEFAULT.withEntry(entry));
      HloVerifier.verify(module);
      return TestProgram.of(file, entry, module);
    } catch (HloException e) {
      return TestProgram.unreadable(file, entry, e);
    }
  }
}
