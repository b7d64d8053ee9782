package org.hlorun.bufferassignment;

/**
 * How buffers are assigned.
 *
 * @param alignment every offset in the arena is a multiple of this many bytes
 */
public record AssignmentOptions(long alignment) {
  public static final AssignmentOptions DEFAULT = new AssignmentOptions(64);
}
