package org.hlorun.fusion.fuse;

import java.util.List;

/**
 * A rule that a region breaks. Most are only counted, so that its text is not written before
 * somebody asks for it.
 *
 * @param rule its number in {@link FusionRules}
 * @param format what is wrong, as for {@link String#format}
 * @param arguments what stands in it
 */
public record Violation(String rule, String format, List<Object> arguments) {
  public Violation {
    arguments = List.copyOf(arguments);
  }

  /** What is wrong, beginning with the number of the rule. */
  @Override
  public String toString() {
    return rule + ": " + format.formatted(arguments.toArray());
  }
}
