package org.hlorun.language.reader;

import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.program.ProgramFormat;
import org.hlorun.language.proto.HloProtoReader;
import org.hlorun.language.refinement.SizeRefinement;
import org.hlorun.language.stablehlo.ImportOptions;
import org.hlorun.language.stablehlo.StablehloReader;

/** Reads programs of every format that {@link ProgramFormat} tells apart. */
public final class ProgramReader {
  private ProgramReader() {}

  /**
   * Reads a program. It is not verified yet.
   *
   * @throws HloException if it is not valid in its format
   */
  public static HloModule read(SourceText source) {
    return read(source, ImportOptions.DEFAULT);
  }

  /**
   * As {@link #read(SourceText)}, with shapes of arguments in place of sizes that the program
   * leaves open, and a choice of what to import of StableHLO.
   */
  public static HloModule read(SourceText source, ImportOptions options) {
    byte[] bytes = source.toBytes();
    return switch (ProgramFormat.of(bytes)) {
      case HLO_TEXT -> SizeRefinement.refine(HloParser.parse(source), options.argumentShapes());
      case MLIR_TEXT, MLIR_BYTECODE -> StablehloReader.read(source, options);
      case HLO_PROTO, HLO_PROTO_TEXT ->
          SizeRefinement.refine(readProto(source.name(), bytes), options.argumentShapes());
    };
  }

  /** The reader of serialised programs knows offsets, but not what the file is called. */
  private static HloModule readProto(String name, byte[] bytes) {
    try {
      return HloProtoReader.read(bytes);
    } catch (HloException e) {
      Diagnostic problem = e.diagnostic();
      throw new HloException(
          Diagnostic.of(problem.code(), name + ": " + problem.message(), problem.remedy()), e);
    }
  }
}
