/** Attention in one pass over the keys, without the matrix of scores in memory. */
package org.hlorun.kernelir.lower.attention;
