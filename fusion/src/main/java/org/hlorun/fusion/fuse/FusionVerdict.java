package org.hlorun.fusion.fuse;

import java.util.List;

/**
 * What {@link FusionRules} say about a region.
 *
 * @param form the form it has, or would have but for the violations
 * @param violations which rules it breaks
 * @param repeatedWork the arithmetic it spends on computing elements more than once, in units of
 *     {@link org.hlorun.fusion.cost.OpWeights}
 */
public record FusionVerdict(FusionForm form, List<Violation> violations, double repeatedWork) {
  public FusionVerdict {
    violations = List.copyOf(violations);
  }

  /** Whether the region may be a fusion. */
  public boolean isValid() {
    return violations.isEmpty();
  }
}
