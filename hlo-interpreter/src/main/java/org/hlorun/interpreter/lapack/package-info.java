/**
 * Factorisations of real matrices as LAPACK's routines give them: packed forms, signs and pivots by
 * its conventions. The algorithms are unblocked and work on columns, in {@code double}.
 */
package org.hlorun.interpreter.lapack;
