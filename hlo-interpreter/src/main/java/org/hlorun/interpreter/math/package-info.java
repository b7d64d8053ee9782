/**
 * Accurate elementary and special functions, real and complex, for the interpreter.
 *
 * <p>The functions for f64 and c128 are evaluated in double-double arithmetic (about 100 bits) and
 * rounded once, so that their results can serve as a reference for other implementations; the ones
 * for f32, c64 and narrower types are evaluated in plain double arithmetic and leave the rounding
 * to the caller. The package knows nothing of shapes or literals: doubles in, doubles out.
 */
package org.hlorun.interpreter.math;
