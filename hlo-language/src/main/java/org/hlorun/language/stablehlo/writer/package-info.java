/**
 * HLO as StableHLO: {@link org.hlorun.language.stablehlo.writer.StablehloWriter} is the entry, then
 * {@code ModuleExport} (functions) and {@code BlockExport} (blocks and tuples); {@code Exporters}
 * is the table of opcodes, filled by a class per family. It mirrors the importer in {@code
 * org.hlorun.language.stablehlo}.
 */
package org.hlorun.language.stablehlo.writer;
