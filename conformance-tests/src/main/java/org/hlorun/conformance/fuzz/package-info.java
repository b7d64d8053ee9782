/**
 * Differential testing: random programs run on the interpreter as they are, and in every other way
 * that must give the same. Start at {@link org.hlorun.conformance.fuzz.Fuzzer}.
 */
package org.hlorun.conformance.fuzz;
