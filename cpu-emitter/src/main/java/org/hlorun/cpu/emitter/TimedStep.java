package org.hlorun.cpu.emitter;

import org.hlorun.language.ir.HloInstruction;

/**
 * What a timed program does between two looks at the clock.
 *
 * @param instruction the instruction it is for
 * @param kernel what is done for it
 * @param isFirst whether it is the first step of the instruction
 */
public record TimedStep(HloInstruction instruction, String kernel, boolean isFirst) {}
