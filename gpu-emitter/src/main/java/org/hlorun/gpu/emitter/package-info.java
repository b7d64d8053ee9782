/**
 * From a program to PTX and the steps that run it: {@link org.hlorun.gpu.emitter.GpuProgramEmitter}
 * optimises, fuses, plans memory and makes the kernels.
 */
package org.hlorun.gpu.emitter;
