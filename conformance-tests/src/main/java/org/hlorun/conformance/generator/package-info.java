/**
 * Random programs: valid, typed modules of every opcode that a single device can run, built through
 * the IR, with arguments. Start at {@link org.hlorun.conformance.generator.ProgramGenerator}.
 *
 * <p>The generator knows of every float it makes whether it is an integer of a known magnitude, an
 * arbitrary value that one rounding determines, or an approximation ({@link
 * org.hlorun.conformance.generator.Range}). It sums and multiplies only where every order of
 * evaluation is exact, so that results can be compared bit by bit.
 */
package org.hlorun.conformance.generator;
