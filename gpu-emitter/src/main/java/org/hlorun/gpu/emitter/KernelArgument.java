package org.hlorun.gpu.emitter;

import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.gpu.device.TensorMap;

/**
 * A parameter of a kernel: the address of an array, or of the descriptor of its tensor map.
 *
 * @param memory where the array lies
 * @param map how it is copied box by box; null if the parameter is the array's address
 */
public record KernelArgument(BufferSlice memory, TensorMap map) {}
