/**
 * Products of matrices on a CPU: operands seen as batches of matrices, register tiles, packed
 * panels, streams of long rows; and the kernel with an epilogue that all products are part of.
 */
package org.hlorun.kernelir.lower.product;
