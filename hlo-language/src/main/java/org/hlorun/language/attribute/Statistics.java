package org.hlorun.language.attribute;

import java.util.List;

/**
 * Numbers attached to an instruction for display.
 *
 * @param visualizingIndex which of them a viewer shows first
 * @param values the named numbers in order
 */
public record Statistics(long visualizingIndex, List<Statistic> values) {
  public Statistics {
    values = List.copyOf(values);
  }

  /** A named number. */
  public record Statistic(String name, double value) {}
}
