package org.hlorun.language.attribute;

/**
 * How {@code pad} pads one dimension.
 *
 * @param low elements added before (negative: removed)
 * @param high elements added behind (negative: removed)
 * @param interior elements added between neighbours, first of all
 */
public record PaddingDimension(long low, long high, long interior) {}
