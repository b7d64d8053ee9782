/**
 * Kernels as LLVM IR text: {@link org.hlorun.kernelir.codegen.KernelEmitter} writes a function with
 * explicit vectors for each kernel.
 */
package org.hlorun.kernelir.codegen;
