/**
 * What the operations of {@code vhlo} stand for. The dialect is a copy of {@code stablehlo} in
 * which operations carry versions and never change: {@code vhlo.gather_v2}. All attributes are
 * required, and structs are taken apart into their fields.
 *
 * <p>Start reading at {@code VhloOperations}, the table.
 */
package org.hlorun.language.mlir.vhlo;
