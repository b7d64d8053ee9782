/**
 * A GPU in Java, for machines without one and for finding errors: {@link
 * org.hlorun.gpu.emulator.EmulatedDevice} runs PTX texts and checks what they do with memory.
 *
 * <p>{@code text} reads PTX into a tree, {@code instruction} makes steps of it, {@code machine}
 * runs steps a warp at a time, {@code memory} holds the bytes, {@code arithmetic} knows the
 * numbers.
 */
package org.hlorun.gpu.emulator;
