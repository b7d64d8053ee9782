/**
 * Where a back end goes wrong within a program: {@link
 * org.hlorun.conformance.diverge.DivergenceFinder} finds the first instruction, {@link
 * org.hlorun.conformance.diverge.Blame} the passes.
 */
package org.hlorun.conformance.diverge;
