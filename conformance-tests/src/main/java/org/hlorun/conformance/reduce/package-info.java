/**
 * Failing programs made small. Start at {@link org.hlorun.conformance.reduce.Reducer}; every kind
 * of step is a {@link org.hlorun.conformance.reduce.Reduction}.
 */
package org.hlorun.conformance.reduce;
