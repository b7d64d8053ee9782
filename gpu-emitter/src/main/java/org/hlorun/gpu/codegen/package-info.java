/**
 * Kernels as PTX: scheduled kernels are written as LLVM IR for NVPTX, which LLVM turns into text
 * that the driver, ptxas and the emulator take.
 */
package org.hlorun.gpu.codegen;
