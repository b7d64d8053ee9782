package org.hlorun.bufferassignment;

/**
 * A leaf of an instruction's result that may be written over a leaf of an operand.
 *
 * @param result the leaf of the result
 * @param operand the operand's number
 * @param index the leaf of the operand
 */
public record OperandLeaf(ShapeIndex result, int operand, ShapeIndex index) {}
