package org.hlorun.kernelir.lower.convolution;

/**
 * Neighbouring positions of a dimension of the input.
 *
 * @param first the first of them
 * @param count how many
 */
record InputRange(long first, long count) {}
