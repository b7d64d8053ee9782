/**
 * MLIR as a tree of generic operations, whatever form it was read from (pretty or generic text,
 * bytecode). What the operations mean is the business of {@code org.hlorun.language.stablehlo}.
 */
package org.hlorun.language.mlir;
