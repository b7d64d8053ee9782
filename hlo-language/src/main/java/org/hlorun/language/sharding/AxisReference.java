package org.hlorun.language.sharding;

/**
 * A mesh axis, or a part of one: {@code 'b':(2)4}.
 *
 * @param name the axis
 * @param preSize product of the sizes of the parts before; 0 for a whole axis
 * @param size size of the part; 0 for a whole axis
 */
public record AxisReference(String name, long preSize, long size) {
  /** Whether the whole axis is meant. */
  public boolean isWhole() {
    return size == 0;
  }
}
