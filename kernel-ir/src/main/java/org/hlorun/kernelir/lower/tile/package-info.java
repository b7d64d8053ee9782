/**
 * Products of matrices on a GPU: blocks of threads copy tiles of both operands to shared memory and
 * multiply them, each thread by itself or warps on tensor cores.
 */
package org.hlorun.kernelir.lower.tile;
