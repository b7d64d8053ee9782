package org.hlorun.cpu.emitter;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A run of a kernel that depends on constants only, such as one that copies weights to panels: it
 * is run once, when the program is made, and what it writes is a constant of the program.
 *
 * @param kernel its name
 * @param count iterations of its parallel loop
 * @param arguments the memory of its arguments, in their order: constants, also such that were
 *     prepared before this one, and its result
 */
public record PreparedConstant(String kernel, long count, List<MemorySegment> arguments) {}
