/**
 * The kit that holds a back end against the reference, operation by operation. Start at {@link
 * org.hlorun.conformance.kit.BackendConformance}, the base class of a JUnit test; {@link
 * org.hlorun.conformance.kit.Cases} is the table of what is tried, {@link
 * org.hlorun.conformance.kit.CaseCheck} tries one case.
 */
package org.hlorun.conformance.kit;
