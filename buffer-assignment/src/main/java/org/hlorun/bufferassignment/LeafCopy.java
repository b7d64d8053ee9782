package org.hlorun.bufferassignment;

/**
 * A leaf that must be copied to the memory of another one.
 *
 * @param from the value
 * @param to where it must be
 * @param staged whether the value must be saved before the other copies of its group are made,
 *     because one of them overwrites it
 */
public record LeafCopy(BufferSlice from, BufferSlice to, boolean staged) {}
