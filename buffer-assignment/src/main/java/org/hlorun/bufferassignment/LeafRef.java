package org.hlorun.bufferassignment;

import org.hlorun.language.ir.HloInstruction;

/**
 * An array that an instruction gives.
 *
 * @param instruction the instruction
 * @param leaf number of the array among the leaves of its shape, in order; 0 for an array shape
 */
public record LeafRef(HloInstruction instruction, int leaf) {}
