/**
 * Programs taken apart on the reference: {@link org.hlorun.conformance.analysis.CutOut} makes parts
 * of them programs of their own, {@link org.hlorun.conformance.analysis.RunningError} bounds what
 * rounding may do to their results.
 */
package org.hlorun.conformance.analysis;
