/**
 * From HLO to kernels: {@link org.hlorun.kernelir.lower.Lowering} says which room lowers what.
 * Index maps of data movement compose into the addresses of loads, elementwise operations become
 * scalar code, and only reductions, contractions and roots make loops.
 */
package org.hlorun.kernelir.lower;
