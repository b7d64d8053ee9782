package org.hlorun.cli.output;

import java.io.IOException;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.language.shape.ElementType;

/** Comparisons of results for people: a line per result, and one each for first and worst. */
public final class ComparisonText {
  private ComparisonText() {}

  /** Writes the comparisons of one device's results. */
  public static void write(Appendable out, Verdict verdict) throws IOException {
    for (Comparison comparison : verdict.comparisons()) {
      String name = comparison.place().isEmpty() ? "0" : comparison.place();
      out.append("result %s: %s: ".formatted(name, comparison.expected().shape().text(false)))
          .append(summary(comparison))
          .append('\n');
      append(out, "first", comparison.firstDifference().orElse(null));
      if (comparison.differing() > 0 && !isExact(comparison)) {
        append(out, "worst", comparison.worstDifference().orElse(null));
        append(out, "ULP: elements", comparison.histogram().text());
        append(out, "allowed", verdict.tolerance().text(comparison.expected().elementType()));
        append(out, "unknown", unknown(comparison));
      }
    }
    out.append("allowed: %s\n".formatted(verdict.isWithin() ? "kept" : "exceeded"));
  }

  private static void append(Appendable out, String what, String element) throws IOException {
    if (element != null) {
      out.append("  %s: %s\n".formatted(what, element));
    }
  }

  private static String unknown(Comparison comparison) {
    return comparison.unknown() == 0
        ? null
        : comparison.unknown()
            + " elements that differ, for their bound is no smaller than they are:"
            + " --compare-every-instruction tells more";
  }

  private static String summary(Comparison comparison) {
    if (comparison.differing() == 0) {
      return "the same bits";
    }
    String differing =
        "%d of %d elements differ"
            .formatted(comparison.differing(), comparison.expected().elementCount());
    if (isExact(comparison)) {
      return differing;
    }
    String ulps =
        comparison.worstUlps() == Long.MAX_VALUE
            ? "not comparable"
            : comparison.worstUlps() + " ULP";
    return "%s, %d more than allowed; worst: %s".formatted(differing, comparison.outside(), ulps);
  }

  /** Whether the elements are integers or booleans, which have no units in the last place. */
  private static boolean isExact(Comparison comparison) {
    ElementType type = comparison.expected().elementType();
    return !type.isFloat() && !type.isComplex();
  }
}
