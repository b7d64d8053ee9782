/**
 * Holding one back end's results against another's: {@link
 * org.hlorun.conformance.compare.Comparison} says where they differ and how much, {@link
 * org.hlorun.conformance.compare.Bound} how much they may.
 */
package org.hlorun.conformance.compare;
