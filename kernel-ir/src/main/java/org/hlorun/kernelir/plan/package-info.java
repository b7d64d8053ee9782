/**
 * What runs where: which programs can be compiled, which instructions have kernels, and programs of
 * one instruction for those that are handed back to the interpreter.
 */
package org.hlorun.kernelir.plan;
