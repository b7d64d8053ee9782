/**
 * Holding one back end's results against another's: {@link
 * org.hlorun.conformance.compare.Comparison} says where they differ and how much, {@link
 * org.hlorun.conformance.compare.Tolerance} how much they may, {@link
 * org.hlorun.conformance.compare.AccuracyTable} has the numbers.
 */
package org.hlorun.conformance.compare;
