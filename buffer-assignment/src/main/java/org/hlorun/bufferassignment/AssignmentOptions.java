package org.hlorun.bufferassignment;

import java.util.Objects;

/**
 * How buffers are assigned.
 *
 * @param honourDonation whether arguments named by {@code input_output_alias} and {@code
 *     buffer_donor} may be overwritten; if not, every argument is only read
 * @param memoryLimit bytes that all allocations together may take
 * @param inPlaceRules which results may overwrite operands
 */
public record AssignmentOptions(
    boolean honourDonation, long memoryLimit, InPlaceRules inPlaceRules) {
  /** Arguments are only read, no limit, the default rules. */
  public static final AssignmentOptions DEFAULT =
      new AssignmentOptions(false, Long.MAX_VALUE, new DefaultInPlaceRules());

  public AssignmentOptions {
    Objects.requireNonNull(inPlaceRules);
  }

  public AssignmentOptions withDonation(boolean honour) {
    return new AssignmentOptions(honour, memoryLimit, inPlaceRules);
  }

  public AssignmentOptions withMemoryLimit(long bytes) {
    return new AssignmentOptions(honourDonation, bytes, inPlaceRules);
  }

  public AssignmentOptions withInPlaceRules(InPlaceRules rules) {
    return new AssignmentOptions(honourDonation, memoryLimit, rules);
  }
}
