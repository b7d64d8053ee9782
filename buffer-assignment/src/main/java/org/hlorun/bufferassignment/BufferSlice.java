package org.hlorun.bufferassignment;

/**
 * Where an array lives.
 *
 * @param offset bytes from the beginning of the allocation, a multiple of 64
 * @param size bytes
 */
public record BufferSlice(BufferAllocation allocation, long offset, long size) {}
