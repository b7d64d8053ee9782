/**
 * Elementwise operations, conversions and scalar functions.
 *
 * <p>What an operation means is written once, as functions on the compute types: {@code double} for
 * floats ({@link org.hlorun.interpreter.elementwise.RealOperations}), {@code long} for integers and
 * {@code pred} ({@link org.hlorun.interpreter.elementwise.IntegerOperations}), pairs of {@code
 * double} for complex numbers ({@link org.hlorun.interpreter.elementwise.ComplexOperations}).
 * {@link org.hlorun.interpreter.elementwise.Kernels} turns an instruction into a loop over a block
 * of decoded elements, which {@link org.hlorun.interpreter.elementwise.ArrayEvaluator} drives over
 * whole arrays, and {@link org.hlorun.interpreter.elementwise.ScalarProgram} over blocks of one
 * element for the computations that reductions and sorts apply.
 *
 * <p>Each operation rounds once, to the element type. A NaN that arithmetic produces is always the
 * positive quiet NaN without payload, whatever the operands' NaNs; operations that select one of
 * their operands, and those that only touch the sign, keep its bits.
 */
package org.hlorun.interpreter.elementwise;
