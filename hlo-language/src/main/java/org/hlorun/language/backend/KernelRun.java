package org.hlorun.language.backend;

import org.hlorun.language.ir.HloInstruction;

/**
 * One run of a kernel.
 *
 * @param instruction the instruction that the kernel is for, in the program as the back end has
 *     rewritten it
 * @param kernel what the kernel does for the instruction, as in {@code pack}
 * @param isFirst whether it is the first kernel of its instruction; an instruction may take several
 * @param start when it started, as {@link System#nanoTime} counts
 * @param nanos how long it took, in nanoseconds
 */
public record KernelRun(
    HloInstruction instruction, String kernel, boolean isFirst, long start, long nanos) {}
