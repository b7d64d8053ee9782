package org.hlorun.cpu.emitter;

/**
 * A call of a kernel in a program that is nothing but such calls, one after the other.
 *
 * @param kernel its symbol
 * @param slot the slot of the table where its arguments begin
 * @param tasks iterations of its parallel loop
 * @param isParallel whether they run on several threads
 */
public record KernelCall(String kernel, int slot, long tasks, boolean isParallel) {}
