package org.hlorun.language.stablehlo.writer;

import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirPrinter;

/**
 * Writes HLO as StableHLO and CHLO. What is written reads back, with {@link
 * org.hlorun.language.stablehlo.StablehloImporter}, as a program of the same meaning, equal but for
 * what StableHLO cannot say:
 *
 * <ul>
 *   <li>names, metadata, origins, statistics, layouts (but for those of custom calls), control
 *       dependencies, schedules, and those of the header's attributes that are not the numbers of
 *       replicas and partitions, aliases and donations of whole arguments;
 *   <li>dead code without effects, which is not written;
 *   <li>tuples: an operation with several results gives them one by one, so that tuples are taken
 *       apart at loops, branches, calls and barriers; those of one element that are not results or
 *       arguments of functions dissolve;
 *   <li>operations that change nothing: {@code copy}, {@code convert} to the same type, {@code
 *       reshape} and {@code transpose} to the same sizes, {@code bitcast} of row-major arrays,
 *       {@code real} of real numbers;
 *   <li>scalars that a branch takes from outside and that are known, which it makes itself;
 *   <li>operations that are started and done apart, which are written as one;
 *   <li>shardings of tuples, of elements taken from them and of parameters of regions, {@code
 *       backend_config} of other instructions than custom calls.
 * </ul>
 *
 * <p>Opcodes and attributes that neither dialect has (fusions, sparse convolutions, ...) are
 * diagnostics of code {@code UNSUPPORTED} that name the instruction; elided constants are one of
 * {@code ELIDED_CONSTANT}.
 */
public final class StablehloWriter {
  private StablehloWriter() {}

  /**
   * The module as operations.
   *
   * @param module a verified module
   * @throws HloException if StableHLO cannot express an instruction
   */
  public static MlirOperation write(HloModule module) {
    return new ModuleExport(module).run();
  }

  /** The module as text, operations in MLIR's generic form, a char per byte. */
  public static String print(HloModule module) {
    return MlirPrinter.printModule(write(module));
  }
}
