/**
 * MLIR bytecode, format versions 0 to 6, read into the tree of generic operations that text gives
 * too. Values and operations of the {@code vhlo} dialect, the stable form in which StableHLO is
 * stored, become those of {@code stablehlo}, {@code func} and {@code builtin}.
 *
 * <p>A file is a header and sections: strings, names of dialects and operations, attributes and
 * types (each encoded by its dialect), properties, resources and the operations, which refer to all
 * of these by index.
 *
 * <p>Start reading at {@link org.hlorun.language.mlir.bytecode.MlirBytecodeReader}; {@code Cursor}
 * has the encodings of numbers, {@code EntryReader} what the encodings of attributes and types are
 * made of, {@code OperationDecoder} the operations.
 */
package org.hlorun.language.mlir.bytecode;
