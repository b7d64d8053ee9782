package org.hlorun.language.attribute;

/**
 * Structured sparsity of one operand of a convolution: {@code n} of {@code m} values are stored.
 *
 * @param isLeft whether it describes the left operand
 * @param n stored values of a group
 * @param m size of a group
 * @param dimension the sparse dimension
 * @param stride distance between the values of a group
 */
public record SparsityDescriptor(boolean isLeft, long n, long m, long dimension, long stride) {}
