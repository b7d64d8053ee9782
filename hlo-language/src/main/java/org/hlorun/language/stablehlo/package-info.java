/**
 * StableHLO, CHLO and the functions around them, imported into HLO modules.
 *
 * <p>Start reading at {@link org.hlorun.language.stablehlo.StablehloReader} (a text or bytecode),
 * {@link org.hlorun.language.stablehlo.StablehloImporter} (a tree) and {@code Converters}, the
 * table of operations, whose rows are in a class per family. A {@code Scope} is a block whose
 * operations become instructions of a computation; an {@code Op} is what a converter sees of one
 * operation.
 *
 * <p>Operations that plain HLO lacks become custom calls: the special functions {@code
 * chlo.lgamma}, {@code chlo.digamma}, {@code chlo.erf_inv}, {@code chlo.erfc}, {@code
 * chlo.bessel_i1e}, {@code chlo.next_after}, {@code chlo.zeta} and {@code chlo.polygamma}, of which
 * the element type is that of the result; and the checks {@code check.expect_eq}, {@code
 * check.expect_almost_eq}, {@code check.expect_close} and {@code check.eq} on (actual, expected),
 * whose backend_config is a JSON object with {@code tolerance} or {@code max_ulp_difference}.
 */
package org.hlorun.language.stablehlo;
