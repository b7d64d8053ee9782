package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.bytecode.MlirBytecodeReader;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.program.ProgramFormat;

/** Reads StableHLO programs, MLIR texts or bytecode, into HLO modules. */
public final class StablehloReader {
  private StablehloReader() {}

  /**
   * Reads a program.
   *
   * @throws HloException with a place if the source is not MLIR, or cannot be imported
   */
  public static HloModule read(SourceText source) {
    return read(source, ImportOptions.DEFAULT);
  }

  /** As {@link #read(SourceText)}, with a choice of entry and argument shapes. */
  public static HloModule read(SourceText source, ImportOptions options) {
    if (ProgramFormat.isBytecode(source)) {
      SourceText file = source.asBinary();
      return StablehloImporter.importModule(MlirBytecodeReader.read(file), file, options);
    }
    return StablehloImporter.importModule(MlirParser.parse(source), source, options);
  }

  /**
   * The programs of a file of tests: in every part between lines {@code // -----}, each function
   * that takes no arguments and that no other one calls.
   */
  public static List<HloModule> programs(SourceText source) {
    List<HloModule> programs = new ArrayList<>();
    for (MlirParser.Section section : MlirParser.split(source)) {
      MlirOperation module = MlirParser.parse(section);
      for (String entry : StablehloImporter.closedFunctions(module, source)) {
        programs.add(
            StablehloImporter.importModule(module, source, ImportOptions.DEFAULT.withEntry(entry)));
      }
    }
    return programs;
  }
}
