/**
 * What an opcode's meaning is made of: an {@link org.hlorun.interpreter.op.Evaluator} computes an
 * instruction's value from its operands' values, and asks the {@link
 * org.hlorun.interpreter.op.Evaluation} for everything else.
 */
package org.hlorun.interpreter.op;
