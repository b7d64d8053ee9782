/**
 * Integer expressions over loop variables, kept in a canonical affine form so that index maps
 * compose and simplify: {@link org.hlorun.kernelir.index.IndexExpr}.
 */
package org.hlorun.kernelir.index;
