/**
 * Scalar functions that can be applied to whole blocks of decoded elements at once: the monoids
 * behind reductions, windows and scatters, and the comparisons behind sorts and selections.
 * Computations that are none of these are evaluated one element at a time.
 */
package org.hlorun.interpreter.block;
